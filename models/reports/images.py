"""Small rasters as pictures inside a page: hillshade, colours around zero, PNG as a data URI."""

from __future__ import annotations

import base64
import math
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

VOID = (226, 226, 230)  # a cool light grey, which no map of colours has
# Below, none and above: told apart by people who do not tell red from green.
BLUE, WHITE, RED = np.array([[33.0, 102.0, 172.0], [250.0, 250.0, 250.0], [178.0, 24.0, 43.0]])
# As plans are drawn on paper.
ROADS, BUILDINGS, OPEN, UNKNOWN = (90, 90, 90), (196, 78, 62), (255, 255, 255), (225, 225, 215)
LIGHTS = ((315.0, 0.7), (270.0, 0.15), (0.0, 0.15))  # azimuth in degrees, weight


def hillshade(heights: np.ndarray, pixel: float) -> np.ndarray:
    """RGB (H, W, 3) uint8 of heights (H, W), lit at 45° from the north-west; `pixel` in height's unit."""
    void = np.isnan(heights)
    if void.all() or min(heights.shape) < 2:
        return np.full((*heights.shape, 3), VOID, np.uint8)
    rows, cols = np.gradient(np.where(void, np.nanmedian(heights), heights).astype(np.float64), pixel)
    length = np.sqrt(2.0 * (rows**2 + cols**2 + 1.0))
    shade = np.zeros(heights.shape)
    for azimuth, weight in LIGHTS:
        east, north = math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))
        shade += weight * np.clip((1.0 - cols * east + rows * north) / length, 0, 1)
    return _painted(np.repeat((40 + 215 * shade)[..., None], 3, axis=2), void)


def diverging(values: np.ndarray, limit: float) -> np.ndarray:
    """RGB (H, W, 3) uint8 of values (H, W): blue at -limit, white at 0, red at +limit, grey where void."""
    scaled = np.clip(np.nan_to_num(values) / limit, -1, 1)[..., None]
    ends = np.where(scaled < 0, BLUE, RED)
    return _painted(WHITE + np.abs(scaled) * (ends - WHITE), np.isnan(values))


def plan_picture(
    roads: NDArray[np.bool_], buildings: NDArray[np.bool_], unknown: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8]:
    """RGB (H, W, 3) of where roads and buildings (H, W) are, and where nobody knows."""
    picture = np.full((*roads.shape, 3), OPEN, np.uint8)
    layers = [(roads, ROADS), (buildings, BUILDINGS)]
    for where, colour in layers if unknown is None else [(unknown, UNKNOWN), *layers]:
        picture[where] = colour
    return picture


def enlarged(image: np.ndarray, least: int) -> np.ndarray:
    """A small image (H, W, 3) repeated by a whole factor until its longer side has about `least` pixels."""
    factor = max(1, round(least / max(image.shape[:2])))
    return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1)


def png(image: np.ndarray) -> bytes:
    """PNG file (ISO/IEC 15948) of an image (H, W, 3) or (H, W) uint8."""
    height, width = image.shape[:2]
    colour = 2 if image.ndim == 3 else 0
    rows = np.ascontiguousarray(image, np.uint8).reshape(height, -1)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def data_uri(image: np.ndarray) -> str:
    """The image as a data URI for the `src` of an <img> or the `href` of an SVG <image>."""
    return "data:image/png;base64," + base64.b64encode(png(image)).decode("ascii")


def _painted(image: np.ndarray, void: np.ndarray) -> np.ndarray:
    painted = image.clip(0, 255).astype(np.uint8)
    painted[void] = VOID
    return painted


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
