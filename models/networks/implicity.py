"""ImpliCity: is a point in a city occupied? Asked of a photogrammetric point cloud and ortho-images.

C. Stucker, B. Ke, Y. Yue, S. Huang, I. Armeni, K. Schindler, "ImpliCity: City modeling from satellite images
with deep implicit occupancy fields", ISPRS Annals V-2-2022, 193-201. Parameter names are those of the
published networks; the registration of planes and queries (cells by floor, sampling by align_corners) too.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import reduce
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit
from .fused import linear, linear_add, linear_relu, packed
from .implicity_images import ImageEncoder
from .implicity_points import PointEncoder, ResnetBlock

SAMPLINGS = ("bilinear", "nearest")
IMAGE_PREFIX = "image_"
ROUND = 512  # columns are taken in multiples of it: oneDNN prepares anew for every number of rows it meets


class ImpliCity(nn.Module):
    """Points (B, N, 3), queries (B, M, 3), images (B, n, H, W) or None -> logits (B, M, out_dim).

    Points and queries of unequal number are given as sequences, one tensor per patch; so are their logits.

    Options beginning with `image_` are the image encoder's, `decoder_` the decoder's; the rest is the point
    encoder's. Without images the network is the published variant 0.
    """

    def __init__(
        self,
        images: int = 0,
        out_dim: int = 1,
        leaky: bool = False,
        sample_mode: str = "bilinear",
        decoder_hidden: int = 32,
        decoder_blocks: int = 5,
        feature_dim: int = 32,
        **options: Any,
    ) -> None:
        super().__init__()
        if sample_mode not in SAMPLINGS:
            raise Unfit(
                "{option} '{value}' is none of {known}",
                option="sample_mode",
                value=sample_mode,
                known=", ".join(SAMPLINGS),
            )
        self.images, self.sample_mode = images, sample_mode
        of_images = {k[len(IMAGE_PREFIX) :]: options.pop(k) for k in [*options] if k.startswith(IMAGE_PREFIX)}
        points = PointEncoder(feature_dim=feature_dim, **options)
        if images:
            self.point_encoder = points
            self.image_encoder = ImageEncoder(images, feature_dim, **of_images)
        else:
            self.encoder = points
        self.decoder = Decoder(feature_dim, decoder_hidden, decoder_blocks, out_dim, leaky)
        # Maps are channels_last everywhere; weights in another order would be copied anew for every batch.
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @property
    def points(self) -> PointEncoder:
        """The point encoder, under either of its names."""
        return self.point_encoder if self.images else self.encoder

    def forward(
        self,
        points: Tensor | Sequence[Tensor],
        queries: Tensor | Sequence[Tensor],
        images: Tensor | None = None,
    ) -> Tensor | list[Tensor]:
        if not isinstance(points, Tensor):
            return self.ragged(points, [*queries], images)
        if not isinstance(queries, Tensor):
            raise Unfit("queries of unequal number go with points of unequal number")
        planes = [self.points(points), *self.image_planes(images)]
        return self.decoder(queries, self.sample(planes, queries[..., :2]))

    def ragged(
        self, points: Sequence[Tensor], queries: Sequence[Tensor], images: Tensor | None = None
    ) -> list[Tensor]:
        """Logits (m, out_dim) of each patch's own points (n, 3) and queries (m, 3)."""
        counts = torch.tensor([len(each) for each in points], device=points[0].device)
        patches = torch.repeat_interleave(counts)
        together = points[0] if len(points) == 1 else torch.cat([*points])
        planes = [self.points.planes(together, patches, len(points)), *self.image_planes(images)]
        return [self._of_patch(planes, number, each[None])[0] for number, each in enumerate(queries)]

    def _of_patch(self, planes: Sequence[Tensor], number: int, queries: Tensor) -> Tensor:
        """Logits (1, m, out_dim) of one patch's queries."""
        own = [plane[number : number + 1] for plane in planes]
        return self.decoder(queries, self.sample(own, queries[..., :2]))

    def image_planes(self, images: Tensor | None) -> list[Tensor]:
        """The images' feature plane (B, C, H / 4, W / 4), row 0 = south; none for variant 0."""
        if (images is None) != (self.images == 0) or (images is not None and images.shape[1] != self.images):
            given = "none" if images is None else images.shape[1]
            raise Unfit("this network takes {images} images, {given} given", images=self.images, given=given)
        return [] if images is None else [self.image_encoder(images).flip(-2)]

    def sample(self, planes: Sequence[Tensor], positions: Tensor) -> Tensor:
        """Features (B, M, C) at positions (B, M, 2) in [0, 1]: the sum over all planes."""
        grid = (2 * positions - 1)[:, :, None]
        sampled = [
            functional.grid_sample(plane, grid, self.sample_mode, "border", align_corners=True)[..., 0]
            for plane in planes
        ]
        return reduce(torch.add, sampled).transpose(1, 2)

    def lattice(self, planes: Sequence[Tensor], shape: int | tuple[int, int]) -> Tensor:
        """Features (B, h * w, C) of a lattice from edge to edge, row by row from the north-west.

        The same as sampling the positions one by one, at a fraction of the cost.
        """
        shape = (shape, shape) if isinstance(shape, int) else shape
        if self.sample_mode != "bilinear":
            up, across = (torch.linspace(0, 1, side, device=planes[0].device) for side in shape)
            y, x = torch.meshgrid(up.flip(0), across, indexing="ij")
            positions = torch.stack([x, y], dim=-1).view(1, -1, 2)
            return self.sample(planes, positions.expand(len(planes[0]), -1, -1))
        sampled = [
            functional.interpolate(plane.flip(-2), shape, mode="bilinear", align_corners=True)
            for plane in planes
        ]
        return reduce(torch.add, sampled).permute(0, 2, 3, 1).flatten(1, 2)


class Decoder(nn.Module):
    """Queries (B, M, 3) and their features (B, M, C) -> logits (B, M, out_dim)."""

    def __init__(
        self,
        feature_dim: int = 32,
        hidden: int = 32,
        n_blocks: int = 5,
        out_dim: int = 1,
        leaky: bool = False,
    ) -> None:
        super().__init__()
        if out_dim not in (1, 3) or n_blocks < 1:
            raise Unfit(
                "there is no decoder with {count} blocks and {outputs} output values",
                count=n_blocks,
                outputs=out_dim,
            )
        self.fc_c = nn.ModuleList(nn.Linear(feature_dim, hidden) for _ in range(n_blocks))
        self.fc_p = nn.Linear(3, hidden)
        self.blocks = nn.ModuleList(ResnetBlock(hidden, hidden) for _ in range(n_blocks))
        self.fc_out = nn.Linear(hidden, out_dim)
        self.slope = 0.2 if leaky else 0.0

    def forward(self, queries: Tensor, features: Tensor) -> Tensor:
        net = self.fc_p(queries)
        for layer, block in zip(self.fc_c, self.blocks):
            net = block(net + layer(features))
        return self.finish(net)

    def finish(self, net: Tensor) -> Tensor:
        """Logits (..., out_dim) of the last block's output."""
        return self.fc_out(functional.leaky_relu(net, self.slope))

    def columns(self, positions: Tensor, features: Tensor) -> Columns:
        """What all heights above positions (K, 2) with features (K, C) share, computed once."""
        return Columns(self, positions, features)


class Columns:
    """A decoder on K columns: every height costs the blocks alone. For inference; biases are folded in.

    `parts[i]` (K, H) is what block i adds before it: position and features, and the bias of the block before.
    """

    def __init__(self, decoder: Decoder, positions: Tensor, features: Tensor) -> None:
        self._blocks = cast("list[ResnetBlock]", list(decoder.blocks))
        self._finish = decoder.finish
        weight = decoder.fc_p.weight
        self._rise = weight[:, 2].contiguous()
        base = functional.linear(positions, weight[:, :2], decoder.fc_p.bias)
        layers = cast("list[nn.Linear]", list(decoder.fc_c))
        self.parts = [linear_add(features, layers[0].weight, base, layers[0].bias)]
        for layer, before in zip(layers[1:], self._blocks):
            self.parts.append(linear(features, layer.weight, layer.bias + before.fc_1.bias))
        self._last = self._blocks[-1].fc_1.bias
        self._ordered = [
            tuple(packed(each.weight, len(positions)) for each in (block.fc_0, block.fc_1))
            for block in self._blocks
        ]

    @property
    def device(self) -> torch.device:
        """Where the columns are."""
        return self._last.device

    def take(self, index: Tensor) -> Columns:
        """Some of the columns, by their indices."""
        taken = copy.copy(self)
        spare = -len(index) % ROUND if self.device.type == "cpu" else 0
        index = functional.pad(index, (0, spare))  # by the first column again, whose answers nobody sees
        taken.parts = [part.index_select(0, index) for part in self.parts]
        return taken

    def logits(self, heights: Tensor) -> Tensor:
        """Logits (K, out_dim) at one normalised height per column (K,)."""
        count = len(heights)
        heights = functional.pad(heights, (0, len(self.parts[0]) - count))
        return self._logits(heights)[:count]

    def _logits(self, heights: Tensor) -> Tensor:
        net = torch.addcmul(self.parts[0], heights[:, None], self._rise)
        last = len(self._blocks) - 1
        for index, (block, (first, second)) in enumerate(zip(self._blocks, self._ordered)):
            if index:
                net.add_(self.parts[index])
            hidden = linear_relu(torch.relu(net), block.fc_0.weight, block.fc_0.bias, first)
            bias = self._last if index == last else None
            net = linear_add(hidden, block.fc_1.weight, net, bias, second)
        return self._finish(net)


def occupied(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Whether queries with logits (..., out_dim) are occupied: (...) bool; of three classes, 0 is free."""
    if logits.shape[-1] == 1:
        return torch.sigmoid(logits[..., 0]) >= threshold
    return logits.argmax(-1) > 0
