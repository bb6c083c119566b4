"""MiT: the Mix Transformer encoders b0 to b5 of SegFormer, with the names of their published weights.

E. Xie et al., "SegFormer: Simple and Efficient Design for Semantic Segmentation with Transformers", NeurIPS
2021. Maps travel as tokens (N, H, W, C), the memory order of channels_last: linear layers, norms and
convolutions work on them without a copy.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit
from .fused import depthwise_gelu, linear, linear_add, patches_linear

WIDE = (64, 128, 320, 512)  # channels of the stages of b1 to b5, as published
VARIANTS: dict[str, dict[str, Sequence[int]]] = {
    "b0": {"embed_dims": (32, 64, 160, 256), "depths": (2, 2, 2, 2)},
    "b1": {"embed_dims": WIDE, "depths": (2, 2, 2, 2)},
    "b2": {"embed_dims": WIDE, "depths": (3, 4, 6, 3)},
    "b3": {"embed_dims": WIDE, "depths": (3, 4, 18, 3)},
    "b4": {"embed_dims": WIDE, "depths": (3, 8, 27, 3)},
    "b5": {"embed_dims": WIDE, "depths": (3, 6, 40, 3)},
}
HEADS = (1, 2, 5, 8)  # of attention by stage, as published
REDUCTIONS = (8, 4, 2, 1)  # of keys and values along a side by stage, as published
STAGES = 4  # as published
BLOCK_EPS = 1e-6  # of the norms in blocks and after stages; the others have the framework's 1e-5
LARGEST_DROP = 0.1  # of the last block's path in training, as published


class MixTransformer(nn.Module):
    """From images (N, C, H, W) to maps (N, E_i, H / s, W / s), s = 4, 8, 16, 32; H, W multiples of 32."""

    def __init__(
        self,
        embed_dims: Sequence[int] = WIDE,
        depths: Sequence[int] = (3, 8, 27, 3),
        num_heads: Sequence[int] = HEADS,
        sr_ratios: Sequence[int] = REDUCTIONS,
        mlp_ratios: Sequence[int] = (4, 4, 4, 4),
        in_chans: int = 3,
    ) -> None:
        super().__init__()
        if (
            not len(embed_dims)
            == len(depths)
            == len(num_heads)
            == len(sr_ratios)
            == len(mlp_ratios)
            == STAGES
        ):
            raise Unfit("a MiT encoder has {stages} stages", stages=STAGES)
        last = max(sum(depths) - 1, 1)
        drops = [LARGEST_DROP * index / last for index in range(sum(depths))]
        channels = [in_chans, *embed_dims]
        for stage in range(1, STAGES + 1):
            before, width = channels[stage - 1], channels[stage]
            self.add_module(f"patch_embed{stage}", PatchEmbedding(before, width, first=stage == 1))
        for stage, width in enumerate(embed_dims, 1):
            options = num_heads[stage - 1], sr_ratios[stage - 1], mlp_ratios[stage - 1]
            own = [drops.pop(0) for _ in range(depths[stage - 1])]
            self.add_module(f"block{stage}", nn.ModuleList(Block(width, *options, drop) for drop in own))
            self.add_module(f"norm{stage}", nn.LayerNorm(width, eps=BLOCK_EPS))

    def forward(self, x: Tensor) -> list[Tensor]:
        """The four maps, finest first; they are channels_last."""
        return [tokens.permute(0, 3, 1, 2) for tokens in self.tokens(x)]

    def tokens(self, x: Tensor) -> list[Tensor]:
        """The four maps as tokens (N, H / s, W / s, E_i)."""
        maps = []
        for stage in range(1, STAGES + 1):
            t = getattr(self, f"patch_embed{stage}")(x)
            for block in getattr(self, f"block{stage}"):
                t = block(t)
            t = getattr(self, f"norm{stage}")(t)
            maps.append(t)
            x = t.permute(0, 3, 1, 2)
        return maps


class PatchEmbedding(nn.Module):
    """Overlapping patches of an image (N, C, H, W) as tokens (N, h, w, E)."""

    def __init__(self, channels: int, width: int, first: bool) -> None:
        super().__init__()
        kernel, stride = (7, 4) if first else (3, 2)
        self.proj = nn.Conv2d(channels, width, kernel, stride, kernel // 2)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.norm(_as_tokens(self.proj(x)))
        return out


class Block(nn.Module):
    """t + attention(norm(t)), then t + mlp(norm(t)), on tokens (N, H, W, C).

    Attention and MLP leave their last linear layer to the block, which adds in the same step.
    """

    def __init__(self, width: int, heads: int, reduction: int, growth: int, drop: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=BLOCK_EPS)
        self.attn = Attention(width, heads, reduction)
        self.norm2 = nn.LayerNorm(width, eps=BLOCK_EPS)
        self.mlp = MixMlp(width, width * growth)
        self.drop = drop

    def forward(self, t: Tensor) -> Tensor:
        t = self._plus(t, self.attn.proj, self.attn(self.norm1(t)))
        return self._plus(t, self.mlp.fc2, self.mlp(self.norm2(t)))

    def _plus(self, t: Tensor, last: nn.Linear, hidden: Tensor) -> Tensor:
        """A branch's last layer added to t; stochastic depth: training leaves it out, sample by sample."""
        if not self.training or self.drop == 0:
            return linear_add(hidden, last.weight, t, last.bias)
        kept = torch.rand(len(t), 1, 1, 1, device=t.device) >= self.drop
        branch: Tensor = last(hidden)
        return t + branch * kept / (1 - self.drop)


class Attention(nn.Module):
    """Multi-head attention of all tokens to tokens at `reduction` times coarser resolution."""

    def __init__(self, width: int, heads: int, reduction: int) -> None:
        super().__init__()
        if width % heads:
            raise Unfit("{width} channels do not split into {heads} heads", width=width, heads=heads)
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        self.reduction = reduction
        if reduction > 1:
            self.sr = nn.Conv2d(width, width, reduction, reduction)
            self.norm = nn.LayerNorm(width)

    def forward(self, t: Tensor) -> Tensor:
        coarse = self.norm(patches_linear(self.sr, t)) if self.reduction > 1 else t
        key, value = linear(coarse, self.kv.weight, self.kv.bias).chunk(2, dim=-1)
        query = linear(t, self.q.weight, self.q.bias)
        mixed = functional.scaled_dot_product_attention(
            self._split(query), self._split(key), self._split(value)
        )
        return mixed.transpose(1, 2).reshape(t.shape)

    def _split(self, t: Tensor) -> Tensor:
        """Tokens (N, H, W, C) as (N, heads, H * W, C / heads)."""
        return t.reshape(len(t), -1, self.heads, t.shape[-1] // self.heads).transpose(1, 2)


class MixMlp(nn.Module):
    """Linear, depthwise 3 x 3 convolution, GELU, linear (by the block)."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.dwconv = Depthwise(hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, t: Tensor) -> Tensor:
        return self.dwconv(linear(t, self.fc1.weight, self.fc1.bias))


class Depthwise(nn.Module):
    """A depthwise 3 x 3 convolution and GELU on tokens (N, H, W, C)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)

    def forward(self, t: Tensor) -> Tensor:
        return _as_tokens(depthwise_gelu(self.dwconv, t.permute(0, 3, 1, 2)))


def _as_tokens(x: Tensor) -> Tensor:
    """A map (N, C, H, W) as contiguous tokens (N, H, W, C); no copy where it is channels_last."""
    return x.permute(0, 2, 3, 1).contiguous()
