"""Compact: Roofline's own refiner, a residual U-Net that chooses among classical surfaces and corrects them.

The net sees only height differences, so that a constant offset of the heights passes through unchanged, and
the pixel size: a bump of ten pixels is a house at 1 m and a false match at 0.1 m.
Residual blocks with BatchNorm and ReLU (He et al., CVPR 2016) at half resolution and below (sub-pixel
convolution, Shi et al., CVPR 2016). Gated blocks with BatchNorm diverge on high relief and are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .candidates import COUNT, LARGEST_CORRECTION, REFERENCE, blended, candidates, compressed, surroundings
from .compact_fused import FusedCompact
from .doubt import Bounds, kept
from .evidence import NoiseEncoder, OutlineEncoder, noise_planes
from .fused import as_taken, conv_add_relu, conv_relu, up_add_relu
from .guidance import ImageEncoder, local_contrast
from .inference import shallow
from .int8 import within
from .quantised import Ranges, quantised
from .sides import Sides
from .trust import Claim, Trust

NEUTRAL = ("head.bias", "pixel_size.2.weight", "pixel_size.2.bias")


class ResidualBlock(nn.Module):
    """relu(x + conv(relu(conv(x)))), both 3 x 3 with BatchNorm; fused, it writes its answer over x."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first: Any = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm: Any = nn.BatchNorm2d(channels)
        self.last: Any = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.last_norm: Any = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        if isinstance(self.first_norm, nn.Identity):
            x = as_taken(self.first, x)
            return conv_add_relu(self.last, conv_relu(self.first, x), x)
        inner = self.first_norm(self.first(x)).relu_()
        out: Tensor = self.last_norm(self.last(inner)).add_(x).relu_()
        return out

    def fuse(self) -> None:
        """Fold each BatchNorm into the convolution before it, for inference."""
        self.first, self.first_norm = fuse_conv_bn_eval(self.first, self.first_norm), nn.Identity()
        self.last, self.last_norm = fuse_conv_bn_eval(self.last, self.last_norm), nn.Identity()


def _stage(channels: int, blocks: int) -> nn.Sequential:
    return nn.Sequential(*(ResidualBlock(channels) for _ in range(blocks)))


class Compact(nn.Module):
    """From heights, voids (1 = void) and pixel size to refined heights and log Laplace scale.

    Input (N, 1 to 3, H, W): heights in GSD units, void mask, constant plane of `normalise.gsd_plane`; what is
    left out counts as no voids and 0.5 m. With `guided` a standardised grey image comes second, and with
    `buildings` the coverage by buildings (0..1) after it; planes of zeros are not given. `noise`: it measures
    the noise of its heights. H and W must be multiples of 2 ** len(widths). Output (N, 2, H, W) in GSD units.

    `doubt`: it also tells the log Laplace scale of its input's error, a third band in training; in use, cells
    where its answer is hardly better than that, by less than `margin` (natural log), keep their input, the
    more so where the input is good (`caution`, `faint`) or hardly changed (`slight`): `doubt.Bounds`. With
    `trust` what was learned of the surroundings moves these bounds, with `small` also by how small the whole
    surface is. `sides`, with `doubt` and `buildings`: before that, heights of either side are carried to the
    outlines (`sides.Sides`).
    """

    BYTES_PER_PIXEL = 420  # of working memory in use, measured in float32 with image and buildings
    memory_format = torch.contiguous_format  # of inputs: planes that are read one by one

    def __init__(
        self,
        widths: Sequence[int] = (32, 64, 96, 160),
        blocks: Sequence[int] = (1, 1, 2, 3),
        decoder_blocks: Sequence[int] = (1, 1, 1),
        inputs: str = "candidates",
        head: str = "blend",
        guided: bool = False,
        buildings: bool = False,
        noise: bool = False,
        doubt: bool = False,
        margin: float = 0.0,
        caution: float = 0.0,
        faint: float = 0.0,
        slight: float = 0.0,
        trust: bool = False,
        small: bool = False,
        sides: bool = False,
    ) -> None:
        super().__init__()
        self.inputs, self.head_kind, self.doubt = inputs, head, doubt
        self.bounds = Bounds(margin, caution, faint, slight)
        channels = (COUNT if inputs == "candidates" else 1) + 2
        # equal to a 3 x 3 convolution after a pixel unshuffle by 2, without the costly shuffle
        self.stem = nn.Conv2d(channels, widths[0], 6, stride=2, padding=2)
        self.pixel_size = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, sum(widths[1:])))
        self.encoder = nn.ModuleList(_stage(w, b) for w, b in zip(widths, blocks))
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in zip(widths, widths[1:]))
        self.decoder = nn.ModuleList(_stage(w, b) for w, b in zip(widths, decoder_blocks))
        self.choices = COUNT if head == "blend" else 1
        self.head = nn.Conv2d(widths[0], 4 * (self.choices + 2 + doubt), 3, padding=1)
        self._start_neutral()
        self.image = ImageEncoder(widths) if guided else None
        self.buildings = OutlineEncoder(widths) if buildings else None
        self.noise = NoiseEncoder(widths) if noise else None
        self.trust = Trust(small) if trust else None
        self.sides = Sides() if sides and buildings and doubt else None

    def _start_neutral(self) -> None:
        """Before training the net answers with the mean of its candidates, or its input without them."""
        nn.init.normal_(self.head.weight, std=1e-3)
        for name, parameter in self.named_parameters():
            if name in NEUTRAL or name.endswith("last_norm.weight"):
                nn.init.zeros_(parameter)

    def fuse(self, ranges: Ranges | None = None) -> nn.Module:
        """An equal net for inference, made for it; with ranges its trunk computes in numbers of 8 bits."""
        fused = FusedCompact(quantised(self.folded(), ranges, guarded=True))
        if ranges:
            fused.floats = FusedCompact(self.folded())
        return fused

    def folded(self) -> Compact:
        """An equal net for inference with every BatchNorm folded into the convolution before it."""
        fused: Compact = shallow(self).eval()
        for block in fused.modules():
            if isinstance(block, (ResidualBlock, ImageEncoder)):
                block.fuse()
        return fused

    def features(self, surfaces: list[Tensor], void: Tensor) -> Tensor:
        """Compressed height differences of the candidates to a local reference surface, and the voids."""
        reference, low = surfaces[REFERENCE], surroundings(surfaces)
        used = surfaces if self.inputs == "candidates" else surfaces[:1]
        differences = [compressed(surface - reference) for surface in used]
        return torch.cat([*differences, compressed(reference - low), void], dim=1)

    def evidence(self, x: Tensor) -> list[list[Tensor]]:
        """What image and buildings, of those that are given, add level by level."""
        told, plane = [], 1
        for encoder, prepare in ((self.image, local_contrast), (self.buildings, None)):
            if encoder is None:
                continue
            values = x[:, plane : plane + 1].float()
            plane += 1
            given = values.flatten(1).any(1)
            if self.training or bool(given.any()):
                levels = encoder(values if prepare is None else prepare(values))
                shares = given.view(-1, 1, 1, 1)
                told.append(levels if bool(given.all()) else [level * shares for level in levels])
        return told

    def trunk(self, x: Tensor, octaves: Tensor, told: Sequence[Sequence[Tensor | None]] = ()) -> Tensor:
        """The U-Net at half resolution, its answer at full resolution; `octaves` (N, 1) tell the GSD, `told`
        has what else is known: features to add, level by level.
        """
        skip = self.encoder[0](_added(self.stem(x), 0, told).relu_())
        below = self.below(skip, octaves, told)
        level = self.decoder[0](up_add_relu(self.up[0], below, skip))
        return functional.pixel_shuffle(self.head(level), 2)

    def below(self, skip: Tensor, octaves: Tensor, told: Sequence[Sequence[Tensor | None]] = ()) -> Tensor:
        """What the U-Net's coarser levels make of the finest one's features, at half of their resolution."""
        sizes = self.pixel_size(octaves)[:, :, None, None].split([down.out_channels for down in self.down], 1)
        x, skips = within(skip), []
        for level, (stage, down, size) in enumerate(zip(self.encoder[1:], self.down, sizes), 1):
            x = within(stage(_added(down(x).add_(size), level, told)))
            skips.append(x)
        x = skips.pop()
        for up, stage in zip(reversed(self.up[1:]), reversed(self.decoder[1:])):
            x = within(stage(up_add_relu(up, x, skips.pop())))
        return x

    def planes(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Heights and voids (N, 1, H, W) and pixel sizes in octaves (N, 1) of an input, float32."""
        heights = x[:, :1].float()
        planes = x[:, 1 + (self.image is not None) + (self.buildings is not None) :].float()
        void = planes[:, :1] if planes.shape[1] else torch.zeros_like(heights)
        octaves = planes[:, 1, :1, 0] if planes.shape[1] > 1 else heights.new_zeros(len(x), 1)
        return heights, void, octaves

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            heights, void, octaves = self.planes(x)
            surfaces = candidates(heights)
            features = self.features(surfaces, void)
            noise = None if self.noise is None else noise_planes(surfaces)
        told: list[Any] = self.evidence(x)
        if self.noise is not None and noise is not None:
            told.append([None, *self.noise(noise)])
        answer = self.trunk(features, octaves, told)
        with torch.autocast(x.device.type, enabled=False):
            bands = answer.to(torch.float32, memory_format=torch.contiguous_format).split(1, dim=1)
            logits, (correction, scale, *doubt) = bands[: self.choices], bands[self.choices :]
            refined = heights + LARGEST_CORRECTION * torch.tanh(correction / LARGEST_CORRECTION)
            if self.head_kind == "blend":
                refined = refined + blended(logits, [surface - heights for surface in surfaces])
            if not doubt:
                return torch.cat([refined, scale], dim=1)
            claim = self.at_walls(Claim(surfaces, refined, doubt[0], scale, octaves), x)
            if self.training:
                return torch.cat([claim.refined, claim.after, claim.before], dim=1)
            return torch.cat(self.settled(claim), dim=1)

    def at_walls(self, claim: Claim, x: Tensor) -> Claim:
        """The claim with what the buildings of an input say of walls."""
        plane = 1 + (self.image is not None)
        coverage = x[:, plane : plane + 1].float()
        if self.sides is None or not (self.training or bool(coverage.any())):
            return claim
        found: Claim = self.sides(claim, coverage)
        return found

    def settled(self, claim: Claim) -> tuple[Tensor, Tensor]:
        """Heights and scales, those of the input where the answer is not surer by what is asked for."""
        rough = (claim.surfaces[0] - claim.surfaces[1]).abs_()
        least = self.bounds.least(claim.change, claim.before, rough)
        if self.trust is not None:
            least = least.add_(self.trust(claim))
        return kept(claim.surfaces[0], claim.refined, claim.before, claim.after, least)


def _added(x: Tensor, level: int, told: Sequence[Sequence[Tensor | None]]) -> Tensor:
    """Features of the trunk with those that are known for this level."""
    for levels in told:
        more = levels[level] if level < len(levels) else None
        x = x if more is None else x.add_(more)
    return x
