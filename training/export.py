"""A checkpoint as the product loads it: batch norms folded away, half precision, safetensors. model.md names the tensors.

    python3 training/export.py CHECKPOINT models/mini/mini.safetensors [--golden FIXTURE]
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import safetensors_file
from model import BALANCE, FOLD, GATES, REGIONS, Net
from spectra import FEATURES, HOP, features, istft, stft, unbands
from scoring import LEVEL


def scale_and_shift(norm):
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return scale, norm.bias - norm.running_mean * scale


def folded(net: Net) -> dict:
    """The network's tensors without batch norms, by the names of model.md."""
    out = {"feature.mean": net.feature_mean, "feature.scale": net.feature_scale}

    def conv(name, layer, norm, axis=0):
        scale, shift = scale_and_shift(norm)
        shape = [1] * 4
        shape[axis] = -1
        out[name + ".weight"] = layer.weight * scale.reshape(shape)
        out[name + ".bias"] = shift

    def block(name, b):
        for i, c in enumerate(b.convs):
            conv(f"{name}.conv.{i}", c[0], c[1])
        for part in ("down", "up"):
            out[f"{name}.dense.{part}.weight"] = getattr(b.dense, part).weight
            scale, shift = scale_and_shift(getattr(b.dense, part + "_norm"))
            out[f"{name}.dense.{part}.scale"], out[f"{name}.dense.{part}.shift"] = scale, shift

    scale, shift = scale_and_shift(net.stem_norm)
    for i, layer in enumerate(net.stem):
        out[f"stem.{i}.weight"] = layer.weight * scale.reshape(-1, 1, 1, 1)
    out["stem.bias"] = shift
    for i, b in enumerate(net.encoder):
        block(f"encoder.{i}", b)
    for i, d in enumerate(net.down):
        conv(f"down.{i}", d[0], d[1])
    for i, u in enumerate(net.up):
        conv(f"up.{i}", u.conv, u.norm, axis=1)
    for i, b in enumerate(net.decoder):
        block(f"decoder.{i}", b)
    for kind in ("bias", "gate"):
        for i, layer in enumerate(getattr(net, kind)):
            out[f"{kind}.{i}.weight"], out[f"{kind}.{i}.bias"] = layer.weight, layer.bias
    return {k: v.detach().numpy().astype(np.float16) for k, v in out.items()}


def forward(tensors: dict, x, stages=None):
    """The exact forward pass of model.md on exported tensors, in single precision: features -> masks (4, 2, frames, bands)."""
    w = {k: torch.from_numpy(v.astype(np.float32)) for k, v in tensors.items()}
    note = stages.__setitem__ if stages is not None else lambda *_: None

    def block(name, y):
        z, i = y, 0
        while f"{name}.conv.{i}.weight" in w:
            z = F.relu(F.conv2d(z, w[f"{name}.conv.{i}.weight"], w[f"{name}.conv.{i}.bias"], padding=1))
            i += 1
        y = z = y + z
        for part in ("down", "up"):
            p = f"{name}.dense.{part}."
            z = F.relu((z @ w[p + "weight"].T) * w[p + "scale"].reshape(-1, 1, 1) + w[p + "shift"].reshape(-1, 1, 1))
        return y + z

    x = (torch.from_numpy(x) - w["feature.mean"][:, None]) * w["feature.scale"][:, None]
    frames, t = x.shape[1], x.shape[1] // FOLD
    parts = [p.reshape(FEATURES, t, FOLD, -1, g) for p, (_, g) in zip(x.split([b for b, _ in REGIONS], 2), REGIONS)]
    rows = [F.conv2d(p.permute(0, 2, 4, 1, 3).reshape(1, FEATURES * FOLD * g, t, -1), w[f"stem.{r}.weight"])
            for r, (p, (_, g)) in enumerate(zip(parts, REGIONS))]
    y = F.relu(torch.cat(rows, 3) + w["stem.bias"].reshape(1, -1, 1, 1))
    note("stem", y)
    skips, i = [], 0
    while f"down.{i}.weight" in w:
        y = block(f"encoder.{i}", y)
        skips.append(y)
        y = F.relu(F.conv2d(y, w[f"down.{i}.weight"], w[f"down.{i}.bias"], stride=2))
        i += 1
    y = block(f"encoder.{i}", y)
    note("bottom", y)
    while i:
        i -= 1
        y = F.relu(F.conv_transpose2d(y, w[f"up.{i}.weight"], w[f"up.{i}.bias"], stride=2))
        y = block(f"decoder.{i}", y + skips[i])
    note("top", y)
    sides = []
    heads = list(zip(parts, y.split([b // g for b, g in REGIONS], 3), REGIONS))
    for sign in (1, -1):
        logits = []
        for r, (p, row, (_, g)) in enumerate(heads):
            b = F.conv2d(row, w[f"bias.{r}.weight"], w[f"bias.{r}.bias"]).reshape(4, FOLD, g, t, -1)
            k = F.conv2d(row, w[f"gate.{r}.weight"], w[f"gate.{r}.bias"]).reshape(len(GATES) + 1, 4, FOLD, 1, t, -1)
            q = p.permute(0, 2, 4, 1, 3).unsqueeze(1)                       # feature, 1, FOLD, g, t, rows
            for i, feature in enumerate(GATES):
                b = b + k[i] * q[feature]
            b = b + sign * k[-1] * q[BALANCE]
            logits.append(b.permute(0, 3, 1, 4, 2).reshape(4, frames, -1))
        sides.append(torch.cat(logits, 2))
    return torch.softmax(torch.stack(sides, 1), 0).numpy()


def golden_input(samples):
    """Two seconds of a made-up mixture: a plucked chord, a low pulse, bursts of noise; the same on every machine."""
    t = np.arange(samples) / 44100
    rng = np.random.default_rng(20)
    decay = np.exp(-6 * (t % 0.5))
    chord = sum(np.sin(2 * np.pi * f * t) for f in (196, 247, 294, 392)) * decay
    low = np.sin(2 * np.pi * 55 * t) + 0.4 * np.sin(2 * np.pi * 110 * t)
    noise = rng.standard_normal((2, samples)) * np.exp(-40 * (t % 0.25))
    x = np.stack([0.9 * chord + low, 0.5 * chord + low]) + noise
    return (x / x.mean(0).std()).astype(np.float16).astype(np.float32)


def golden(tensors, path: Path, frames=48):
    """Input, thinned stages and output: what another implementation has to reproduce."""
    samples = (frames - 1) * HOP
    wave = golden_input(samples)
    x = stft(wave)
    f = features(*(x / np.float32(LEVEL)))
    stages = {}
    masks = forward(tensors, f, stages)
    stems = istft(unbands(masks) * x, samples)
    keep = {"input": wave.astype(np.float16), "features": f[:, ::7, ::5], "masks": masks[:, :, ::7, ::5], "stems": stems[:, :, ::16],
            **{k: v[0, ::3, ::5, ::3].numpy() for k, v in stages.items()}}
    safetensors_file.write(path, {k: np.ascontiguousarray(v) for k, v in keep.items()}, {"thinning": "model.md"})


def write(saved: dict, output: Path):
    """A checkpoint's averaged weights as a file of the product -> the network and its tensors."""
    net = Net(saved["shape"]["widths"], saved["shape"]["depths"])
    net.load_state_dict({k: v.cpu() for k, v in saved["average"].items()})
    net.eval()
    tensors, state = folded(net), saved["state"]
    safetensors_file.write(output, tensors, {
        "family": "mini", "version": 1, "stems": "vocals,drums,bass,other", "sample_rate": 44100, "n_fft": 4096, "hop": HOP,
        "widths": json.dumps(saved["shape"]["widths"]), "depths": json.dumps(saved["shape"]["depths"]),
        "steps": state["step"], "hours": round(state["seconds"] / 3600, 3), "audio_seconds": round(state["audio"])})
    return net, tensors


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("output", type=Path)
    p.add_argument("--golden", type=Path)
    p.add_argument("--frames", type=int, default=48, help="length of the golden pass")
    o = p.parse_args()
    net, tensors = write(torch.load(o.checkpoint, map_location="cpu"), o.output)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((FEATURES, 32, net.feature_mean.shape[1])).astype(np.float32) * 2 - 3
    with torch.no_grad():
        difference = np.abs(forward(tensors, x) - net(torch.from_numpy(x)[None])[0].numpy()).max()
    print(f"{o.output}: {o.output.stat().st_size / 1e6:.2f} MB, {len(tensors)} tensors, "
          f"masks differ from the checkpoint's by at most {difference:.4f} (half precision)")
    if o.golden:
        golden(tensors, o.golden, o.frames)
        print(f"{o.golden}: {o.golden.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
