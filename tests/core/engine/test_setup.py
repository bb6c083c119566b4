"""Sizes and overlaps of tiles as people ask for them, and what a part of a run refuses."""

from __future__ import annotations

import pytest
from roofline.models.engine.device import Device
from roofline.models.engine.part import Part
from roofline.models.engine.setup import LARGEST_TILE, tile_and_overlap
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Tiles
from roofline.models.raster.grid import Window

OWN = Tiles(512, 96, 32)
LEAST = Tiles(512, 96, 32, least=Tiles(256, 64))


@pytest.mark.parametrize(
    ("tile", "asked", "wanted"),
    [
        (OWN, (0, -1), (512, 96)),
        (OWN, (1000, -1), (1024, 96)),  # a multiple
        (OWN, (192, -1), (192, 96)),
        (OWN, (128, -1), (128, 24)),  # as much of it as of the model's own tile
        (OWN, (64, -1), (64, 12)),
        (OWN, (64, 31), (64, 31)),
        (OWN, (10**6, -1), (LARGEST_TILE, 96)),
        (LEAST, (512, -1), (512, 96)),
        (LEAST, (300, -1), (320, 64)),
        (LEAST, (64, -1), (256, 64)),  # which answers alike
        (Tiles(128, 64, layout="stride"), (0, 64), (128, 64)),
        (Tiles(128, 100), (0, 100), (128, 100)),  # the model's own may be more than half
    ],
)
def test_sizes_and_overlaps(tile: Tiles, asked: tuple[int, int], wanted: tuple[int, int]):
    assert tile_and_overlap(tile, *asked) == wanted


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((63, -1), "The tile size is 63; give 0 for the model's own or at least 64 pixels"),
        ((64, 32), r"The overlap is 32; give -1 \(the model's own\) or at most 31"),
        ((0, -2), "The overlap is -2"),
    ],
)
def test_what_is_no_tile(asked: tuple[int, int], words: str):
    with pytest.raises(RooflineError, match=words):
        tile_and_overlap(OWN, *asked)


def test_a_part_is_of_the_plans_tiles_and_of_the_plans_device():
    part, cpu = Part(Window(0, 0, 9, 9), tiles="a"), Device("cpu", "float32", "as asked")
    part.check_layout("a")
    Part(Window(0, 0, 9, 9)).check_layout("b")  # whose tiles no plan knows
    with pytest.raises(RooflineError, match="The tiles are not those of the plan"):
        part.check_layout("b")
    part.check(cpu, cpu)
    with pytest.raises(RooflineError, match="planned for cuda and fell back to cpu"):
        part.check(Device("cuda", "float32", "as asked"), cpu)
