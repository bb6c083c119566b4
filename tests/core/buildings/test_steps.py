"""What party walls cost: a look at a cancel all the time, and work in proportion to the pixels."""

from __future__ import annotations

import time

import numpy as np
import pytest
from roofline.models.buildings import steps
from roofline.models.buildings.contours import Outline
from roofline.models.errors import Cancelled

CELL = 20  # pixels of a roof


def block(pixels: int) -> tuple[Outline, np.ndarray, np.ndarray]:
    """A square of roofs of any heights, one beside the other."""
    storeys = np.random.default_rng(0).integers(0, 20, (pixels // CELL, pixels // CELL))
    heights = np.kron(storeys * 4.0, np.ones((CELL, CELL))).astype(np.float32)
    square = np.array([[0, 0], [pixels, 0], [pixels, pixels], [0, pixels]], np.float64)
    return Outline(square), np.ones(heights.shape, bool), heights


def test_a_block_of_thousands_of_roofs_is_soon_parted():
    began = time.process_time()  # it takes 0.5 s; 4.4 where each border is sought among all pixels
    found = steps.parts(*block(1000), (0, 0), 1.0)
    assert time.process_time() - began < 2.0
    assert len(found) == steps.MOST_CUTS + 1


@pytest.mark.parametrize("after", [0, 1, 2, 3, 40])
def test_a_cancel_is_looked_at_before_each_step(after: int):
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked > after:
            raise Cancelled

    with pytest.raises(Cancelled):
        steps.parts(*block(400), (0, 0), 1.0, check=check)
    assert asked == after + 1
