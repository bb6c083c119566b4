"""ESFPNet's published order of computation, on the weights of the network here: one plain step after another.

Attention matrices are formed, maps are copied between NCHW and tokens, and enlarged before they are mixed.
"""

from __future__ import annotations

import torch
from roofline.models.networks.esfpnet import ESFPNet
from roofline.models.networks.mit import Block
from torch import Tensor, nn
from torch.nn import functional


class PublishedSchedule(nn.Module):
    """The same function as the network it is given."""

    def __init__(self, network: ESFPNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        n = self.network
        f1, f2, f3, f4 = self._encoded(x)
        l4 = _linear(n.LP_4.proj, f4)
        l34 = _linear(n.LP_34.proj, _fused(n.linear_fuse34, _linear(n.LP_3.proj, f3), l4))
        l23 = _linear(n.LP_23.proj, _fused(n.linear_fuse23, _linear(n.LP_2.proj, f2), l34))
        l12 = _linear(n.LP_12.proj, _fused(n.linear_fuse12, _linear(n.LP_1.proj, f1), l23))
        logits = n.linear_pred(torch.cat([l12, _larger(l23, 2), _larger(l34, 4), _larger(l4, 8)], 1))
        return functional.interpolate(logits, scale_factor=4, mode="bilinear", align_corners=True)

    def _encoded(self, x: Tensor) -> list[Tensor]:
        maps = []
        for stage in range(1, 5):
            part = {name: getattr(self.network.backbone, f"{name}{stage}") for name in ("block", "norm")}
            embedding = getattr(self.network.backbone, f"patch_embed{stage}")
            x = embedding.proj(x)
            batch, _, height, width = x.shape
            t = embedding.norm(x.flatten(2).transpose(1, 2))
            for block in part["block"]:
                t = _block(block, t, height, width)
            x = part["norm"](t).reshape(batch, height, width, -1).permute(0, 3, 1, 2).contiguous()
            maps.append(x)
        return maps


def _block(block: Block, t: Tensor, height: int, width: int) -> Tensor:
    t = t + _attention(block.attn, block.norm1(t), height, width)
    x = block.mlp.fc1(block.norm2(t))
    x = x.transpose(1, 2).view(len(x), -1, height, width)
    x = block.mlp.dwconv.dwconv(x).flatten(2).transpose(1, 2)
    return t + block.mlp.fc2(functional.gelu(x))


def _attention(attention: nn.Module, t: Tensor, height: int, width: int) -> Tensor:
    batch, count, channels = t.shape
    heads, each = attention.heads, channels // attention.heads
    query = attention.q(t).reshape(batch, count, heads, each).permute(0, 2, 1, 3)
    coarse = t
    if attention.reduction > 1:
        coarse = attention.sr(t.permute(0, 2, 1).reshape(batch, channels, height, width))
        coarse = attention.norm(coarse.reshape(batch, channels, -1).permute(0, 2, 1))
    key, value = attention.kv(coarse).reshape(batch, -1, 2, heads, each).permute(2, 0, 3, 1, 4)
    shares = (query @ key.transpose(-2, -1) * each**-0.5).softmax(dim=-1)
    return attention.proj((shares @ value).transpose(1, 2).reshape(batch, count, channels))


def _linear(linear: nn.Linear, x: Tensor) -> Tensor:
    batch, channels, height, width = x.shape
    return linear(x.flatten(2).transpose(1, 2)).permute(0, 2, 1).reshape(batch, channels, height, width)


def _fused(fuse: nn.Module, fine: Tensor, coarse: Tensor) -> Tensor:
    return functional.relu(fuse.bn(fuse.conv(torch.cat([fine, _larger(coarse, 2)], 1))))


def _larger(x: Tensor, factor: int) -> Tensor:
    return functional.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)
