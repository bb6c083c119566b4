"""ImpliCity's point encoder: a local PointNet that pools points in cells of a ground plane, then a U-Net.

S. Peng et al., "Convolutional Occupancy Networks", ECCV 2020, with the ground plane alone as in C. Stucker
et al., "ImpliCity: City modeling from satellite images with deep implicit occupancy fields", ISPRS Annals
V-2-2022. Parameter names are those of the published networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit
from .fused import linear, linear_add, linear_relu

POOLINGS = {"max": "amax", "mean": "mean"}
MERGES = ("concat", "add")
UP_MODES = ("transpose", "upsample")
FINEST = 2048  # cells along a plane's side
BLOCK_POINTS = 8192  # what a processor's cache holds of all intermediate features


class ResnetBlock(nn.Module):
    """Two fully connected layers with ReLU before each, and a skip."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        hidden = min(inputs, outputs)
        self.fc_0 = nn.Linear(inputs, hidden)
        self.fc_1 = nn.Linear(hidden, outputs)
        self.shortcut = nn.Linear(inputs, outputs, bias=False) if inputs != outputs else None
        nn.init.zeros_(self.fc_1.weight)

    def forward(self, x: Tensor) -> Tensor:
        skipped = x if self.shortcut is None else self.shortcut(x)
        return self.fc_1(torch.relu(self.fc_0(torch.relu(x)))) + skipped

    def fused(self, x: Tensor) -> Tensor:
        """The same on (P, inputs) for inference, the layers joined where the processor can."""
        if self.shortcut is None:
            return self(x)
        hidden = linear_relu(torch.relu(x), self.fc_0.weight, self.fc_0.bias)
        return linear_add(hidden, self.fc_1.weight, linear(x, self.shortcut.weight, None), self.fc_1.bias)

    def with_cells(self, x: Tensor, pooled: Tensor, cells: Tensor) -> Tensor:
        """The block on points x (N, H) beside what their cells pooled (K, H), without repeating the latter.

        A layer of the concatenation is the sum of a layer of each part; the cells' part is computed once
        per cell.
        """
        if self.shortcut is None:
            raise Unfit("a block on points and cells needs a shortcut")
        split = x.shape[1]
        fc, shortcut = self.fc_0.weight, self.shortcut.weight
        hidden = linear(torch.relu(pooled), fc[:, split:], self.fc_0.bias)
        skipped = linear(pooled, shortcut[:, split:], self.fc_1.bias)
        hidden, skipped = hidden.index_select(0, cells), skipped.index_select(0, cells)
        hidden = linear_add(torch.relu(x), fc[:, :split].contiguous(), hidden)
        skipped = linear_add(x, shortcut[:, :split].contiguous(), skipped)
        return linear_add(torch.relu(hidden), self.fc_1.weight, skipped)


class PointEncoder(nn.Module):
    """Points (B, N, 3), x and y in [0, 1), to a feature plane (B, C, R, R) whose row 0 is the south."""

    def __init__(
        self,
        hidden_dim: int = 32,
        feature_dim: int = 32,
        plane_resolution: int = 128,
        scatter_type: str = "max",
        n_blocks: int = 5,
        unet: bool = True,
        unet_depth: int = 5,
        unet_start: int = 32,
        unet_merge: str = "concat",
        unet_up: str = "transpose",
    ) -> None:
        super().__init__()
        if scatter_type not in POOLINGS:
            raise Unfit(
                "{option} '{value}' is none of {known}",
                option="scatter_type",
                value=scatter_type,
                known=", ".join(POOLINGS),
            )
        if n_blocks < 1:
            raise Unfit("the point encoder cannot have {count} blocks", count=n_blocks)
        if not 1 <= plane_resolution <= FINEST:
            raise Unfit(
                "plane_resolution {plane_resolution} is not from 1 to {finest}",
                plane_resolution=plane_resolution,
                finest=FINEST,
            )
        if unet and plane_resolution % 2 ** (unet_depth - 1):
            raise Unfit(
                "plane_resolution {plane_resolution} does not fit {depth} levels",
                plane_resolution=plane_resolution,
                depth=unet_depth,
            )
        self.resolution, self.pooling = plane_resolution, POOLINGS[scatter_type]
        self.fc_pos = nn.Linear(3, 2 * hidden_dim)
        self.blocks = nn.ModuleList(ResnetBlock(2 * hidden_dim, hidden_dim) for _ in range(n_blocks))
        self.fc_c = nn.Linear(hidden_dim, feature_dim)
        self.unet = PlaneUNet(feature_dim, unet_depth, unet_start, unet_merge, unet_up) if unet else None

    def forward(self, points: Tensor) -> Tensor:
        batch, count, _ = points.shape
        patches = torch.arange(batch, device=points.device).repeat_interleave(count)
        return self.planes(points.flatten(0, 1), patches, batch)

    def planes(self, points: Tensor, patches: Tensor, count: int) -> Tensor:
        """Planes (count, C, R, R) of points (P, 3) of several patches, whose indices are `patches` (P,)."""
        cells, order = torch.sort(self.cells(points) + patches * self.resolution**2)
        occupied, sizes = torch.unique_consecutive(cells, return_counts=True)
        features = [self._features(*block) for block in _blocks(points.index_select(0, order), sizes)]
        plane = points.new_zeros(count * self.resolution**2, self.fc_c.out_features)
        if features:
            plane = plane.index_copy(0, occupied, torch.cat(features).to(plane.dtype))
        plane = plane.view(count, self.resolution, self.resolution, -1).permute(0, 3, 1, 2)
        return plane if self.unet is None else self.unet(plane)

    def cells(self, points: Tensor) -> Tensor:
        """Index of each point's cell (P,): column + R * row."""
        col, row = (points[:, :2] * self.resolution).long().unbind(1)
        return (col + self.resolution * row).clamp(0, self.resolution**2 - 1)

    def _features(self, points: Tensor, sizes: Tensor) -> Tensor:
        """Mean features (K, C) of K cells, from points (P, 3) sorted by cell and the cells' sizes (K,)."""
        cells = torch.repeat_interleave(sizes)
        first, *others = cast("list[ResnetBlock]", list(self.blocks))
        net = first.fused(self.fc_pos(points))
        for block in others:
            net = block.with_cells(net, _reduced(net, cells, len(sizes), self.pooling), cells)
        return self.fc_c(_reduced(torch.relu(net), cells, len(sizes), "mean"))  # fc_c is linear


def _reduced(values: Tensor, cells: Tensor, count: int, how: str) -> Tensor:
    """Values (P, H) reduced to cells (count, H)."""
    index = cells[:, None].expand_as(values)
    return values.new_zeros(count, values.shape[1]).scatter_reduce(0, index, values, how, include_self=False)


def _blocks(points: Tensor, sizes: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Points (P, 3) sorted by cell and cell sizes, in blocks of whole cells that a cache can hold."""
    ends = torch.cumsum(sizes, 0).cpu()
    limit = BLOCK_POINTS if points.device.type == "cpu" else 2**20
    first, start = 0, 0
    while first < len(sizes):
        last = max(int(torch.searchsorted(ends, start + limit, right=True)), first + 1)
        end = int(ends[last - 1])
        yield points[start:end], sizes[first:last]
        first, start = last, end


class PlaneUNet(nn.Module):
    """U-Net on a feature plane (B, C, R, R) -> (B, C, R, R), two convolutions per level, no norms."""

    def __init__(
        self,
        channels: int,
        depth: int = 5,
        start: int = 32,
        merge: str = "concat",
        up: str = "transpose",
    ) -> None:
        super().__init__()
        if merge not in MERGES or up not in UP_MODES or (merge == "add" and up == "upsample"):
            raise Unfit("the U-Net cannot merge by '{merge}' with up mode '{up}'", merge=merge, up=up)
        if not 1 <= depth <= 10:
            raise Unfit("the U-Net cannot have {depth} levels", depth=depth)
        filters = [start * 2**level for level in range(depth)]
        downs = zip([channels, *filters], filters)
        self.down_convs = nn.ModuleList(_Down(a, b) for a, b in downs)
        ups = zip(filters[:0:-1], filters[-2::-1])
        self.up_convs = nn.ModuleList(_Up(a, b, merge, up) for a, b in ups)
        self.conv_final = nn.Conv2d(start, channels, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.xavier_normal_(module.weight)
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for level, down in enumerate(self.down_convs):
            x = down(functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        skips.pop()
        for up in self.up_convs:
            x = up(x, skips.pop())
        return self.conv_final(x)


class _Down(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.conv2(torch.relu(self.conv1(x))))


class _Up(nn.Module):
    def __init__(self, inputs: int, outputs: int, merge: str, up: str) -> None:
        super().__init__()
        self.merge = merge
        self.upconv: nn.Module = nn.ConvTranspose2d(inputs, outputs, 2, stride=2)
        if up == "upsample":
            doubled = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
            self.upconv = nn.Sequential(doubled, nn.Conv2d(inputs, outputs, 1))
        self.conv1 = nn.Conv2d(2 * outputs if merge == "concat" else outputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.upconv(x)
        x = torch.cat([x, skip], dim=1) if self.merge == "concat" else x + skip
        return torch.relu(self.conv2(torch.relu(self.conv1(x))))
