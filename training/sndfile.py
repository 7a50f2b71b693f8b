"""Sound files through the C library libsndfile, for machines that have nothing else that reads Opus."""
import ctypes
import ctypes.util
from pathlib import Path

import numpy as np

READ = 0x10


class Info(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64)] + [(n, ctypes.c_int) for n in ("rate", "channels", "format", "sections", "seekable")]


def library():
    """The one that the loader finds; LD_LIBRARY_PATH names the folder of a pack's own."""
    for name in ("libsndfile.so.1", ctypes.util.find_library("sndfile")):
        try:
            found = ctypes.CDLL(name)
            found.sf_open.restype = ctypes.c_void_p
            found.sf_readf_float.restype = ctypes.c_int64
            return found
        except OSError:
            continue
    raise SystemExit("libsndfile is not there: install libsndfile1, or pack again with its libraries")


def read(path: Path):
    """(samples, channels) float32, and the rate."""
    lib, info = library(), Info()
    file = lib.sf_open(str(path).encode(), READ, ctypes.byref(info))
    if not file:
        raise SystemExit(f"{path} cannot be read: it is damaged, or this libsndfile knows no Opus (1.0.29 is the first that does)")
    try:
        x = np.empty((info.frames, info.channels), np.float32)
        got = lib.sf_readf_float(ctypes.c_void_p(file), x.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(info.frames))
        return x[:got], info.rate
    finally:
        lib.sf_close(ctypes.c_void_p(file))
