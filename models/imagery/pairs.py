"""Images of 8 bits in colours, and masks that lie on them pixel by pixel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import RooflineError
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.grid import Window


def colour_bands(raster: Raster) -> list[int]:
    """The numbers of red, green and blue of an image of 8 bits, a grey one's thrice; others are refused."""
    raster.in_colours()
    if raster.dtype != "Byte" or raster.bands not in (1, 3, 4):
        raise RooflineError(
            "{image} is no image of 8 bits in colours; save it with three bands of Byte.", image=raster.name
        )
    return [1, 1, 1] if raster.bands == 1 else [1, 2, 3]


def colours_of(raster: Raster) -> Callable[[Window], Float32Array]:
    """A reader of red, green and blue (3, H, W) in 0..255, NaN where the image is void."""
    bands = colour_bands(raster)
    return lambda window: raster.read(window, bands)


def check_same_size(label: str, of_label: Sequence[int], image: str, of_image: Sequence[int]) -> None:
    """Refuse a mask that has not the columns and rows of its image; files by their names."""
    if tuple(of_label) != tuple(of_image):
        raise RooflineError(
            "{label} has other columns and rows than {image}; give the mask of this image.",
            label=label,
            image=image,
        )
