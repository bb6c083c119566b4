"""Small buildings at the borders of blocks are judged by all that they are part of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from roofline.models.buildings.sieve import Sieve
from roofline.models.buildings.specks import LARGE, Borders, BorderSieve, too_small
from roofline.models.formats.archive import tags_of


def sieved(mask: np.ndarray, fewest: int, rows: int = 3, kind=Sieve, *more):
    """A mask through a sieve, some rows at a time."""
    done: list[np.ndarray] = []
    sieve = kind(fewest, *more, lambda part, row: done.append(part.copy()))
    for first in range(0, len(mask), rows):
        sieve.add(mask[first : first + rows].copy())
    sieve.close()
    return np.concatenate(done), sieve


def in_blocks(mask: np.ndarray, fewest: int, row_edges: list[int], col_edges: list[int]) -> np.ndarray:
    """A mask through sieves of blocks that share nothing, then what is too small taken out."""
    found, borders = np.empty_like(mask), []
    windows = [
        [(slice(a, b), slice(c, d)) for c, d in zip(col_edges, col_edges[1:])]
        for a, b in zip(row_edges, row_edges[1:])
    ]
    for row in windows:
        borders.append([])
        for rows, cols in row:
            part = mask[rows, cols]
            found[rows, cols], sieve = sieved(part, fewest, 3, BorderSieve, len(part))
            borders[-1].append(sieve.borders())
    for (i, j), pixels in too_small(borders, fewest).items():
        rows, cols = windows[i][j]
        part = found[rows, cols]
        assert (part[pixels[:, 0], pixels[:, 1]] == 1).all()
        part[pixels[:, 0], pixels[:, 1]] = 0
    return found


@pytest.mark.parametrize("fewest", [1, 2, 9, 40])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.62])
def test_any_blocks_give_what_one_sieve_gives(fewest: int, share: float):
    random = np.random.default_rng(int(100 * share) + fewest)
    for edges in (([0, 60], [0, 80]), ([0, 20, 41, 60], [0, 1, 33, 34, 80]), ([0, 59, 60], [0, 40, 80])):
        mask = (random.random((60, 80)) < share).astype(np.uint8)
        mask[random.random(mask.shape) < 0.05] = 255
        np.testing.assert_array_equal(in_blocks(mask, fewest, *edges), sieved(mask, fewest)[0])


def test_a_building_across_four_blocks_is_one():
    mask = np.zeros((20, 20), np.uint8)
    mask[8:12, 8:12] = 1  # four pixels in each block
    mask[0:2, 9:11] = 1
    np.testing.assert_array_equal(in_blocks(mask, 16, [0, 10, 20], [0, 10, 20])[8:12, 8:12], 1)
    assert in_blocks(mask, 16, [0, 10, 20], [0, 10, 20])[:2].sum() == 0
    assert in_blocks(mask, 17, [0, 10, 20], [0, 10, 20]).sum() == 0


def test_what_is_large_in_one_block_stays_in_the_next():
    mask = np.zeros((10, 20), np.uint8)
    mask[2:6, 4:11] = 1
    found, sieve = sieved(mask[:, :10], 8, 3, BorderSieve, 10)
    assert sieve.borders().sides["right"].tolist() == [0, 0, *[LARGE] * 4, *[0] * 4] and found.sum() == 24
    np.testing.assert_array_equal(in_blocks(mask, 8, [0, 10], [0, 10, 20]), mask)


def test_borders_are_kept_with_their_tags(tmp_path: Path):
    mask = np.zeros((6, 7), np.uint8)
    mask[0, 3] = mask[5, 5:] = 1
    borders = sieved(mask, 5, 3, BorderSieve, 6)[1].borders()
    borders.save(tmp_path / "a.npz", {"PLAN": "x", "BLOCK": "3"})
    again = Borders.load(tmp_path / "a.npz")
    assert again.pixels.tolist() == [[1, 0, 3], [2, 5, 5], [2, 5, 6]] and again.sizes.tolist() == [0, 1, 2]
    assert again.sides["bottom"].tolist() == [0, 0, 0, 0, 0, 2, 2] and again.sides["right"].tolist()[5] == 2
    assert tags_of(tmp_path / "a.npz") == {"PLAN": "x", "BLOCK": "3"}
    content = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(content[:-30])
    assert tags_of(tmp_path / "a.npz") == {} == tags_of(tmp_path / "b.npz")
