"""Layers joined with what follows them, for inference on the CPU; elsewhere the same layers one by one.

oneDNN multiplies matrices as fast on every processor; the library behind PyTorch's own linear layers takes
twice as long on processors of other makers than its own. oneDNN wants its operands contiguous: with others it
falls back to loops hundreds of times slower.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from .int8 import MOST, Int8Conv, Int8Stem, Int8Up


def linear(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A linear layer on (..., inputs)."""
    if _fits(x, weight):
        return torch.ops.mkldnn._linear_pointwise(x.contiguous(), weight.contiguous(), bias, "none", [], "")
    return functional.linear(x, weight, bias)


def packed(weight: Tensor, rows: int) -> Tensor | None:
    """A weight in oneDNN's own order, which saves an eighth where it serves many calls of about so many rows;
    None where it would not be used.
    """
    if not _fits(weight, weight):
        return None
    return torch.ops.mkldnn._reorder_linear_weight(weight.detach().contiguous(), rows)


def linear_relu(x: Tensor, weight: Tensor, bias: Tensor | None, ordered: Tensor | None = None) -> Tensor:
    """ReLU of a linear layer on (..., inputs); `ordered`: its weight, packed."""
    if _fits(x, weight):
        weight = weight.contiguous() if ordered is None else ordered
        return torch.ops.mkldnn._linear_pointwise(x.contiguous(), weight, bias, "relu", [], "")
    return torch.relu(functional.linear(x, weight, bias))


def linear_add(
    x: Tensor, weight: Tensor, other: Tensor, bias: Tensor | None = None, ordered: Tensor | None = None
) -> Tensor:
    """A linear layer on (..., inputs), plus another tensor (..., outputs); `ordered`: its weight, packed."""
    if _fits(x, weight) and other.dtype == torch.float32:
        x, other = x.contiguous(), other.contiguous()
        weight = weight.contiguous() if ordered is None else ordered
        return torch.ops.mkldnn._linear_pointwise.binary(x, other, weight, bias, "add")
    return other + functional.linear(x, weight, bias)


def pointwise(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """A convolution of single pixels on a map (N, C, H, W), which PyTorch leaves to the slower library."""
    if not _fits(x, layer.weight):
        return layer(x)
    return linear(x.permute(0, 2, 3, 1), layer.weight.flatten(1), layer.bias).permute(0, 3, 1, 2)


def conv_relu(layer: nn.Conv2d | Int8Conv | Int8Stem, x: Tensor, shift: Tensor | None = None) -> Tensor:
    """ReLU of a convolution with padding on a map (N, C, H, W), plus a shift (N, C, 1, 1)."""
    if isinstance(layer, Int8Conv):
        return layer.relu(x, shift)
    if isinstance(layer, Int8Stem):
        return _conv_clamp(layer.layer, x, 0.0, float(MOST)).to(torch.uint8)
    if shift is not None:
        shifted: Tensor = layer(x)
        return shifted.add_(shift).relu_()
    if not (_is_plain(x, layer.weight) and _can_add(x.dtype)):
        return layer(x).relu_()
    return _conv_relu(layer, x)


def as_taken(layer: nn.Conv2d | Int8Conv, x: Tensor) -> Tensor:
    """A map as a layer takes it: in its numbers, if it computes in such."""
    return layer.taken.of(x) if isinstance(layer, Int8Conv) and x.is_floating_point() else x


def up_add_relu(layer: nn.Module, below: Tensor, skip: Tensor) -> Tensor:
    """ReLU of a transposed convolution of a map, plus another map (N, C, H, W)."""
    if isinstance(layer, Int8Up):
        return layer.add_relu(below, skip)
    larger: Tensor = layer(below)
    return larger.add_(skip).relu_()


def _conv_relu(layer: nn.Conv2d, x: Tensor) -> Tensor:
    return torch.ops.mkldnn._convolution_pointwise(
        x, layer.weight, layer.bias, *_shape(layer), "relu", [], ""
    )


def conv_relu6(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """ReLU6 of a convolution with padding on a map (N, C, H, W)."""
    return _conv_clamp(layer, x, 0.0, 6.0)


def _conv_clamp(layer: nn.Conv2d, x: Tensor, lowest: float, highest: float) -> Tensor:
    """A convolution with padding on a map (N, C, H, W), with what lies beyond two values cut off."""
    if not (_is_plain(x, layer.weight) and _can_add(x.dtype)):
        return layer(x).clamp_(lowest, highest)
    return _conv_clamped(layer, x, lowest, highest)


def _conv_clamped(layer: nn.Conv2d, x: Tensor, lowest: float, highest: float) -> Tensor:
    return torch.ops.mkldnn._convolution_pointwise(
        x, layer.weight, layer.bias, *_shape(layer), "hardtanh", [lowest, highest], ""
    )


def conv_add(layer: nn.Conv2d, x: Tensor, other: Tensor) -> Tensor:
    """A convolution with padding on a map (N, C, H, W) plus another map, which is overwritten."""
    return _conv_add(layer, x, other, None) if _adds(layer, x, other) else layer(x).add_(other)


def conv_add_relu(layer: nn.Conv2d | Int8Conv, x: Tensor, other: Tensor) -> Tensor:
    """ReLU of a convolution with padding on a map (N, C, H, W) plus another map, which is overwritten."""
    if isinstance(layer, Int8Conv):
        return layer.add_relu(x, other)
    return _conv_add(layer, x, other, "relu") if _adds(layer, x, other) else layer(x).add_(other).relu_()


def _adds(layer: nn.Conv2d, x: Tensor, other: Tensor) -> bool:
    """Whether oneDNN adds the maps, which it knows in no other layout in half precision."""
    laid_out = all(each.is_contiguous(memory_format=torch.channels_last) for each in (x, other))
    return laid_out and other.dtype == x.dtype and _is_plain(x, layer.weight) and _can_add(x.dtype)


def _conv_add(layer: nn.Conv2d, x: Tensor, other: Tensor, then: str | None) -> Tensor:
    inside = torch.ops.mkldnn._convolution_pointwise_.binary
    return inside(other, x, layer.weight, layer.bias, *_shape(layer), "add", 1.0, then, [], "")


def _shape(layer: nn.Conv2d) -> tuple[list[int], list[int], list[int], int]:
    """Padding, stride, dilation and groups, in oneDNN's order."""
    return [int(each) for each in layer.padding], list(layer.stride), list(layer.dilation), layer.groups


def depthwise_gelu(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """GELU of a depthwise convolution with padding on a map (N, C, H, W)."""
    if not _fits(x, layer.weight):
        return functional.gelu(layer(x))
    return torch.ops.mkldnn._convolution_pointwise(
        x, layer.weight, layer.bias, *_shape(layer), "gelu", [], "none"
    )


def patches_linear(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """A convolution whose stride is its kernel, on tokens (N, H, W, C); H and W multiples of the stride."""
    side = layer.stride[0]
    batch, height, width, channels = x.shape
    patches = x.reshape(batch, height // side, side, width // side, side, channels).transpose(2, 3)
    weight = layer.weight.permute(0, 2, 3, 1).flatten(1)
    return linear(patches.flatten(3), weight, layer.bias)


def _fits(x: Tensor, weight: Tensor) -> bool:
    return _is_plain(x, weight) and x.dtype == torch.float32 and _can_fuse()


def _is_plain(x: Tensor, weight: Tensor) -> bool:
    """Whether a layer computes on the CPU, for inference, in the type of its weights."""
    if x.device.type != "cpu" or torch.is_grad_enabled() or not x.numel():
        return False
    return x.dtype == weight.dtype and not torch.is_autocast_enabled("cpu")


@lru_cache(maxsize=4)
def _can_add(dtype: torch.dtype) -> bool:
    """Whether oneDNN's convolutions with ReLU and sums are here for a type, and do what they should."""
    layer = nn.Conv2d(16, 16, 3, padding=1, bias=False).requires_grad_(False)
    layer.weight.copy_(torch.linspace(-1, 1, 16 * 16 * 9).sin().reshape(16, 16, 3, 3))
    layer = layer.to(dtype).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    maps = (torch.linspace(-1, high, 1024).reshape(1, 16, 8, 8).to(dtype) for high in (1, 2))
    x, other = (each.contiguous(memory_format=torch.channels_last) for each in maps)
    plain = layer(x)
    expected = [torch.relu(plain), plain.clamp(0, 6), plain + other, torch.relu(plain + other)]
    try:
        found = [_conv_relu(layer, x), _conv_clamped(layer, x, 0.0, 6.0)]
        found += [_conv_add(layer, x, other.clone(), then) for then in (None, "relu")]
    except (AttributeError, RuntimeError, TypeError):
        return False
    close = 1e-4 if dtype == torch.float32 else 0.5  # of sums of up to 144
    return all(torch.allclose(a.float(), b.float(), atol=close) for a, b in zip(found, expected))


@lru_cache(maxsize=1)
def _can_fuse() -> bool:
    """Whether oneDNN's layers are here and do what they should; torch does not promise them."""
    generator = torch.Generator().manual_seed(0)
    x, weight, other = (torch.randn(16, 16, generator=generator) for _ in range(3))
    expected = [torch.relu(functional.linear(x, weight, x[0])), torch.addmm(other, x, weight.T)]
    image, kernel = x.reshape(1, 4, 8, 8), weight[:4, :9].reshape(4, 1, 3, 3)
    expected.append(functional.gelu(functional.conv2d(image, kernel, padding=1, groups=4)))
    try:
        pointwise = torch.ops.mkldnn._linear_pointwise
        ordered = torch.ops.mkldnn._reorder_linear_weight(weight, len(x))
        convolution = torch.ops.mkldnn._convolution_pointwise
        found = [
            pointwise(x, weight, x[0], "relu", [], ""),
            pointwise.binary(x, other, ordered, None, "add"),
            convolution(image, kernel, None, [1, 1], [1, 1], [1, 1], 4, "gelu", [], "none"),
        ]
    except (AttributeError, RuntimeError, TypeError):
        return False
    return all(torch.allclose(a, b, atol=1e-4) for a, b in zip(found, expected))
