"""Trains the network within a budget of hours; stops and resumes at any time.

    python3 training/train.py --run NAME --hours 2 --sources songs=1,band=2 --eval FOLDER
"""
import argparse
import csv
import io
import json
import os
import pickle
import shutil
import signal
import sys
import time
from pathlib import Path

import numpy as np
import torch

import export
from folders import STEMS, work_folder
from mixing import batch
from model import BALANCE, STEP, Net, loss
from pool import Pool, parse_weights
from scoring import Songs, means, network_masks
from spectra import HOP


class Batches(torch.utils.data.Dataset):
    """Batch i is the same batch whenever it is made: its generator is seeded by (seed, i)."""

    def __init__(self, pool, seed, samples, first, count, sets=1):
        self.pool, self.seed, self.samples, self.first, self.count, self.sets = pool, seed, samples, first, count, sets

    def __len__(self):
        return self.count

    def __getitem__(self, i):
        made = [batch(np.random.default_rng((self.seed, self.first + i) + ((n,) if n else ())), self.pool, self.samples) for n in range(self.sets)]
        return [torch.from_numpy(np.concatenate(parts)) for parts in zip(*made)]


def feature_statistics(net, pool, seed, samples):
    """Mean and scale of every feature at every band, over thirty batches; the balance stays centred."""
    x = np.concatenate([batch(np.random.default_rng((seed, 1 << 40, i)), pool, samples)[0] for i in range(30)])
    mean, deviation = x.mean((0, 2)), x.std((0, 2))
    mean[BALANCE] = 0
    deviation[BALANCE] = deviation[BALANCE].mean()
    net.feature_mean.copy_(torch.from_numpy(mean))
    net.feature_scale.copy_(torch.from_numpy(1 / (deviation + 0.1)))


def learning_rate(progress, peak, warm=0.01, decay_from=0.5):
    """Warm-up, a plateau, then a cosine down to a fiftieth over the last part of the budget."""
    if progress < warm:
        return peak * (0.05 + 0.95 * progress / warm)
    if progress < decay_from:
        return peak
    done = min(1.0, (progress - decay_from) / (1 - decay_from))
    return peak * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * done)))


def save(path: Path, state):
    part = path.with_suffix(".part")
    whole = io.BytesIO()        # torch.save ends the process when it meets a full disk
    torch.save(state, whole)
    try:
        part.write_bytes(whole.getbuffer())
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SystemExit(f"{path} cannot be written ({error}): make room and start again, the last checkpoint is whole")
    part.replace(path)


def load(path: Path, shape: dict) -> dict:
    """A checkpoint of a network of that shape."""
    try:
        saved = torch.load(path, map_location="cpu")
    except (OSError, RuntimeError, pickle.UnpicklingError) as error:
        raise SystemExit(f"{path} cannot be read ({str(error).splitlines()[0]}): delete it, or give another")
    if saved["shape"] != shape:
        raise SystemExit(f"{path} holds a network of shape {saved['shape']}, not {shape}: give the run another name")
    return saved


def mean_of(losses) -> float:
    return float(torch.stack(losses).mean())


def append(path: Path, row: dict):
    fresh = not path.exists()
    with open(path, "a", newline="") as f:
        writer = csv.DictWriter(f, row, lineterminator="\n")
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", default="mini", help="name of the run: its checkpoints are runs/NAME")
    p.add_argument("--hours", type=float, default=2.0, help="training time in all, resumed runs included")
    p.add_argument("--sources", default="songs=1", help="pools and their weights")
    p.add_argument("--eval", type=Path, help="folder of songs with stems to score on while training, never trained on")
    p.add_argument("--left-out", type=Path, help="folder of mixtures of left-out sources (session.py --left-out): the mean of both decides")
    p.add_argument("--every", type=float, default=300, help="seconds between checkpoints and scores")
    p.add_argument("--frames", type=int, default=192, help="frames of an example, a multiple of 16")
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--decay-from", type=float, default=0.5, help="share of the budget after which the rate falls")
    p.add_argument("--ema", type=float, default=0.998)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1, help="more than one pays only where nothing else runs")
    p.add_argument("--sets", type=int, default=1, help="fours of mixtures in a batch")
    p.add_argument("--workers", type=int, default=1, help="processes that mix")
    p.add_argument("--widths", default="32,64,128,192")
    p.add_argument("--depths", default="2,2,2,2")
    p.add_argument("--results", type=Path, help="folder for the best and the last weights in half precision and the curve, as small files")
    p.add_argument("--keep", action="store_true", help="keep the averaged weights of every checkpoint, to average them")
    p.add_argument("--from", dest="start", type=Path, help="checkpoint whose averaged weights to begin from")
    o = p.parse_args()
    if o.frames < STEP or o.frames % STEP:
        p.error(f"--frames {o.frames} is no multiple of {STEP}")
    for option, folder in (("--eval", o.eval), ("--left-out", o.left_out)):
        if folder and not folder.is_dir():
            p.error(f"{option} {folder} is no folder: give one with <song>/{{vocals,drums,bass,other}}.flac")
    try:
        parse_weights(o.sources)
    except ValueError:
        p.error(f"--sources {o.sources} is not understood: give pools and their weights, as songs=1,band=3")
    return o


def main():
    o = parse()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    run = work_folder() / "runs" / o.run
    run.mkdir(parents=True, exist_ok=True)
    samples = (o.frames - 1) * HOP
    pool = Pool(work_folder() / "pools", parse_weights(o.sources))
    ints = lambda text: tuple(int(v) for v in text.split(","))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = Net(ints(o.widths), ints(o.depths)).to(device)
    average = Net(ints(o.widths), ints(o.depths)).to(device)
    optimiser = torch.optim.AdamW(net.parameters(), lr=o.rate, weight_decay=1e-2, betas=(0.9, 0.99))
    state = {"step": 0, "seconds": 0.0, "audio": 0.0, "best": -99.0}
    last = run / "last.pt"
    if last.exists():
        saved = load(last, net.shape)
        net.load_state_dict(saved["net"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        state = saved["state"]
        print(f"resumed at step {state['step']}, {state['seconds'] / 3600:.2f} h", flush=True)
    else:
        if o.start:
            begun = load(o.start, net.shape)
            net.load_state_dict(begun["average"])
            state["audio"] = begun["state"]["audio"]
        else:
            feature_statistics(net, pool, o.seed, samples)
        average.load_state_dict(net.state_dict())
    sets = {prefix: Songs(folder) for prefix, folder in (("", o.eval), ("left_", o.left_out)) if folder}
    (run / "options.json").write_text(json.dumps({k: str(v) for k, v in vars(o).items()}, indent=1))

    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    signal.signal(signal.SIGINT, lambda *_: stop.append(1))
    losses = []

    def checkpoint():
        whole = {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(),
                 "state": state, "shape": net.shape}
        row = {"step": state["step"], "hours": round(state["seconds"] / 3600, 4), "audio_seconds": round(state["audio"]),
               "loss": round(mean_of(losses), 4) if losses else ""}
        losses.clear()
        if sets:
            scored = Net(ints(o.widths), ints(o.depths))          # on the processor, as it is heard
            scored.load_state_dict(average.state_dict())
            scored.eval()
            for prefix, songs in sets.items():
                m = means(songs.score(lambda n, x, s: network_masks(scored, x)))
                row.update({prefix + s: round(m[s], 3) for s in (*STEMS, "mean")})
            both = float(np.mean([row[prefix + "mean"] for prefix in sets]))
            if both > state["best"]:
                state["best"] = both
                save(run / "best.pt", {"average": average.state_dict(), "state": dict(state), "shape": net.shape, "scores": dict(row)})
            if o.keep:
                save(run / f"{state['step']:06d}.pt", {"average": average.state_dict(), "state": dict(state), "shape": net.shape, "scores": dict(row)})
        save(last, whole)
        append(run / "curve.csv", row)
        if o.results:
            export.write(whole, o.results / "last.safetensors")
            if sets and both == state["best"]:
                export.write(whole, o.results / "best.safetensors")
            shutil.copy(run / "curve.csv", o.results)
        print(row, flush=True)

    budget = o.hours * 3600
    net.train()
    data = iter(torch.utils.data.DataLoader(
        Batches(pool, o.seed, samples, state["step"], 1 << 30, o.sets), batch_size=None, num_workers=o.workers,
        prefetch_factor=3, pin_memory=device.type == "cuda", worker_init_fn=lambda _: signal.signal(signal.SIGTERM, signal.SIG_DFL)))
    clock, mark = time.monotonic(), state["seconds"]
    while state["seconds"] < budget and not stop:
        features, a, p, own = (part.to(device, non_blocking=True) for part in next(data))
        rate = learning_rate(state["seconds"] / budget, o.rate, decay_from=o.decay_from)
        for group in optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            masks = net(features)
        value, whole = loss(masks.float(), a, p, own)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        keep = min(o.ema, (1 + state["step"]) / (10 + state["step"]))
        with torch.no_grad():
            for mean, now in zip(average.state_dict().values(), net.state_dict().values()):
                mean.lerp_(now, 1 - keep) if mean.is_floating_point() else mean.copy_(now)
        losses.append(whole.detach())
        state["step"] += 1
        state["audio"] += 4 * o.sets * samples / 44100
        now = time.monotonic()
        state["seconds"] += min(now - clock, 5)       # a pause is no training time
        clock = now
        if state["step"] % 50 == 0:
            print(state["step"], f"{state['seconds']:.0f} s, loss {mean_of(losses[-50:]):.4f}", flush=True)
        if state["seconds"] - mark > o.every:
            checkpoint()
            mark, clock = state["seconds"], time.monotonic()
    if losses:
        checkpoint()
    os._exit(0)


if __name__ == "__main__":
    if "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        # Keep freed memory: giving it back and faulting it in again at every step costs a third of the time.
        os.environ.update(MALLOC_MMAP_MAX_="0", MALLOC_TRIM_THRESHOLD_=str(1 << 34), MALLOC_TOP_PAD_=str(1 << 28),
                          OMP_WAIT_POLICY="passive", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        os.execv(sys.executable, [sys.executable, *sys.argv])
    main()
