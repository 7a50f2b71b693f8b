"""Writing and reading safetensors files: an eight-byte length, a JSON header, the tensors."""
import json
from pathlib import Path

import numpy as np

NAMES = {np.dtype(np.float16): "F16", np.dtype(np.float32): "F32"}


def write(path: Path, tensors: dict, metadata: dict):
    header, offset = {"__metadata__": {k: str(v) for k, v in metadata.items()}}, 0
    for name, x in tensors.items():
        header[name] = {"dtype": NAMES[x.dtype], "shape": list(x.shape), "data_offsets": [offset, offset + x.nbytes]}
        offset += x.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with open(part, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text)
        for x in tensors.values():
            f.write(np.ascontiguousarray(x).tobytes())
    part.replace(path)


def read(path: Path):
    """(tensors, metadata)."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8: 8 + size])
    metadata = header.pop("__metadata__", {})
    kinds = {v: k for k, v in NAMES.items()}
    cut = lambda e: np.frombuffer(raw[8 + size + e["data_offsets"][0]: 8 + size + e["data_offsets"][1]], kinds[e["dtype"]])
    return {name: cut(e).reshape(e["shape"]) for name, e in header.items()}, metadata
