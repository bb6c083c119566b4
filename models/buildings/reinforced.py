"""Footprints with reinforced contours: what the published footprint system lets its generator paint.

Its pictures show ground in grey, buildings in orange and a bright line around each, drawn after the buildings
were tidied by a small erosion, blurs and N. Otsu's threshold (1979). The sizes and colours are those of the
published recipe. One thing is not: around a tile without any building the original draws a frame, because
Otsu's method takes a uniform grey for foreground; here that is done on request alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..evaluation.masks.published import blurred, otsu
from ..raster.arrays import BoolArray, MaskArray

GROUND, BUILDING, LINE = (40, 40, 40), (255, 127, 0), (0, 255, 0)  # red, green, blue
THICKNESS = 7  # pixels, as it is asked for; a line drawn with it is two pixels wider
ROUND = 0.3  # pixels more of a pen's radius: slanted lines are closest to OpenCV's then (IoU above 0.97)
REC_601 = np.array([4899, 9617, 1868])  # weights of red, green and blue in 2 ** 14 parts
# Pixels around a tile that its picture depends on: erosion, dilation 3, blurs 2 and 2, half a line, blur 2.
REACH = 16


def coloured(buildings: BoolArray) -> MaskArray:
    """Buildings (H, W) as the system's pictures (H, W, 3) show them, without lines."""
    return np.where(buildings[..., None], np.array(BUILDING, np.uint8), np.array(GROUND, np.uint8))


def grey(picture: MaskArray) -> MaskArray:
    """Grey levels (H, W) of a picture (H, W, 3) by Rec. 601, rounded."""
    return ((picture.astype(np.int64) @ REC_601 + (1 << 13)) >> 14).astype(np.uint8)


def tidied(picture: MaskArray) -> BoolArray:
    """What lines are drawn around: the foreground (H, W) of a picture (H, W, 3) without specks and notches.

    Kernels of even size shift it: by two pixels at the left and upper edges, by one at the others.
    """
    smooth = worn(picture)
    grown = ndimage.maximum_filter((smooth > otsu(smooth)).astype(np.uint8), 2, mode="constant", cval=0)
    return np.asarray(blurred(grown) > 0)  # Otsu's threshold of a mask of 0 and 1 is 0


def worn(picture: MaskArray) -> MaskArray:
    """Grey levels (H, W) of a picture after two erosions by 2 x 2 pixels and a blur."""
    return blurred(ndimage.minimum_filter(grey(picture), 3, origin=1, mode="constant", cval=255))


def lines(foreground: BoolArray, thickness: int = THICKNESS) -> BoolArray:
    """Lines (H, W) along the outermost pixels of a foreground, around it and around its holes.

    The border of the picture is an edge too: what it cuts off has a line along it.
    """
    inner = ndimage.binary_erosion(foreground, border_value=0)
    outermost = foreground & ~inner
    return np.asarray(ndimage.binary_dilation(outermost, _pen(thickness)))


def _pen(thickness: int) -> NDArray[np.bool_]:
    """A disc that draws a line of a thickness about as OpenCV does, which paints the line's edges besides."""
    reach = thickness // 2 + 1
    rows, cols = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return np.asarray(np.hypot(rows, cols) <= reach + ROUND)


def reinforced(picture: MaskArray, frame: bool = False, thickness: int = THICKNESS) -> MaskArray:
    """The picture (H, W, 3) to be painted: lines are added to it, and all is blurred over 5 x 5 pixels.

    `frame`: as the original, a picture of one colour that is not black gets a line along its border.
    """
    foreground = tidied(picture) if frame or _is_varied(picture) else np.zeros(picture.shape[:2], bool)
    colours = np.where(lines(foreground, thickness)[..., None], np.array(LINE, np.uint16), np.uint16(0))
    summed = np.minimum(picture + colours, 255).astype(np.uint8)
    return np.stack([blurred(band) for band in np.moveaxis(summed, 2, 0)], axis=2)


def _is_varied(picture: MaskArray) -> bool:
    return bool((picture != picture[:1, :1]).any())
