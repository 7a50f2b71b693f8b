"""The network: a small convolutional U-Net over warped frequency that sets masks bin by bin. model.md states it exactly."""
import torch
from torch import nn
from torch.nn import functional as F

from spectra import BANDS, FEATURES

# (bands, bands per row): a row of the network holds FOLD frames of as many bands.
REGIONS = ((128, 2), (192, 4), (128, 8))
FOLD = 2
REGION_BANDS = [b for b, _ in REGIONS]
REGION_ROWS = [b // g for b, g in REGIONS]
ROWS = sum(REGION_ROWS)
GATES = (0, 3, 5)      # features that act on single bands: level, harmonic, percussive
BALANCE = 2            # and the one that tells left from right
STEP = 16              # frames come in multiples of this


class Conv(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2 if stride == 1 else 0, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Dense(nn.Module):
    """The whole frequency axis through a narrow layer and back, the same for every channel and frame."""

    def __init__(self, channels, rows, factor=4):
        super().__init__()
        self.down = nn.Linear(rows, rows // factor, bias=False)
        self.down_norm = nn.BatchNorm2d(channels)
        self.up = nn.Linear(rows // factor, rows, bias=False)
        self.up_norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = F.relu(self.down_norm(self.down(x)))
        return x + F.relu(self.up_norm(self.up(y)))


class Block(nn.Module):
    """3x3 convolutions with a residual, then Dense."""

    def __init__(self, channels, rows, depth):
        super().__init__()
        self.convs = nn.Sequential(*[Conv(channels, channels) for _ in range(depth)])
        self.dense = Dense(channels, rows)

    def forward(self, x):
        return self.dense(x + self.convs(x))


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, outputs, 2, 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class Net(nn.Module):
    def __init__(self, widths=(32, 64, 128, 192), depths=(2, 2, 2, 2)):
        super().__init__()
        self.shape = {"widths": list(widths), "depths": list(depths)}
        self.register_buffer("feature_mean", torch.zeros(FEATURES, BANDS))
        self.register_buffer("feature_scale", torch.ones(FEATURES, BANDS))
        w, n = widths, len(widths)
        self.stem = nn.ModuleList(nn.Conv2d(FEATURES * FOLD * g, w[0], 1, bias=False) for _, g in REGIONS)
        self.stem_norm = nn.BatchNorm2d(w[0])
        self.encoder = nn.ModuleList(Block(w[i], ROWS >> i, depths[i]) for i in range(n))
        self.down = nn.ModuleList(Conv(w[i], w[i + 1], 2, 2) for i in range(n - 1))
        self.up = nn.ModuleList(Up(w[i + 1], w[i]) for i in range(n - 1))
        self.decoder = nn.ModuleList(Block(w[i], ROWS >> i, depths[i]) for i in range(n - 1))
        # per row: for each stem a bias for each of its bands and frames, and for each frame a gate for each of the features
        self.bias = nn.ModuleList(nn.Conv2d(w[0], 4 * FOLD * g, 1) for _, g in REGIONS)
        self.gate = nn.ModuleList(nn.Conv2d(w[0], (len(GATES) + 1) * 4 * FOLD, 1) for _ in REGIONS)
        for layer in list(self.bias) + list(self.gate):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def logits(self, x):
        """Features (n, 6, frames, BANDS) -> base (n, 4, frames, BANDS) and tilt, added on the left and taken off on the right."""
        n, _, frames, _ = x.shape
        t = frames // FOLD
        x = (x - self.feature_mean[:, None]) * self.feature_scale[:, None]
        parts = [p.reshape(n, FEATURES, t, FOLD, -1, g) for p, (_, g) in zip(x.split(REGION_BANDS, 3), REGIONS)]
        rows = [conv(p.permute(0, 1, 3, 5, 2, 4).reshape(n, FEATURES * FOLD * g, t, -1))
                for conv, p, (_, g) in zip(self.stem, parts, REGIONS)]
        y = F.relu(self.stem_norm(torch.cat(rows, 3)))
        skips = []
        for encoder, down in zip(self.encoder, self.down):
            y = encoder(y)
            skips.append(y)
            y = down(y)
        y = self.encoder[-1](y)
        for i in reversed(range(len(self.up))):
            y = self.decoder[i](self.up[i](y) + skips[i])
        base, tilt = [], []
        for p, row, bias, gate, (_, g) in zip(parts, y.split(REGION_ROWS, 3), self.bias, self.gate, REGIONS):
            b = bias(row).reshape(n, 4, FOLD, g, t, -1).permute(0, 1, 4, 2, 5, 3)      # n, 4, t, FOLD, rows, g
            k = [v.permute(0, 1, 3, 2, 4).unsqueeze(5)                                 # n, 4, t, FOLD, rows, 1
                 for v in gate(row).reshape(n, len(GATES) + 1, 4, FOLD, t, -1).unbind(1)]
            q = [v.unsqueeze(1) for v in p.unbind(1)]                                  # n, 1, t, FOLD, rows, g
            for i, feature in enumerate(GATES):
                b = torch.addcmul(b, k[i], q[feature])
            base.append(b.reshape(n, 4, frames, -1))
            tilt.append((k[-1] * q[BALANCE]).reshape(n, 4, frames, -1))
        return torch.cat(base, 3), torch.cat(tilt, 3)

    def forward(self, x):
        """Masks (n, 4, 2, frames, BANDS) that sum to one over the stems."""
        base, tilt = self.logits(x)
        return torch.softmax(torch.stack([base + tilt, base - tilt], 2).float(), 1)


def loss(masks, a, p, own, floor=3e-2, bands=(24, 72, 96, 256), band_weight=0.3):
    """Mean over stems of log10 (error energy / mixture energy), the part of SDR that a mask can change: over all bins, and a
    share of it band by band, so that the quiet upper bands are learnt too. floor keeps silent
    stems from ruling: at a tenth of it the vocals, often silent, stayed at 0 dB."""
    err = own + ((masks * p.unsqueeze(1) - 2 * a) * masks).sum((2, 3))
    whole = torch.log10(err.sum(2).clamp_min(0) + floor).mean()
    energy = [e.sum(1, keepdim=True) + 1e-6 for e in p.sum((1, 2)).split(bands, 1)]
    parts = [torch.log10(e.sum(2).clamp_min(0) / full + floor).mean() for e, full in zip(err.split(bands, 2), energy)]
    return (1 - band_weight) * whole + band_weight * sum(parts) / len(parts), whole
