"""What a decoder's levels have to compute: against impulses that are followed pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.networks.spans import halved, inside, part, since, spans


def test_spans_worked_out_by_hand():
    assert spans(slice(20, 31), 48, [3, 2, 1]) == [slice(16, 34), slice(6, 20), slice(2, 12)]
    assert spans(slice(0, 48), 48, [3, 2, 1]) == [slice(0, 48), slice(0, 24), slice(0, 12)]
    assert spans(slice(1, 2), 6, [0, 0, 0]) == [slice(0, 2), slice(0, 2), slice(0, 2)]


@pytest.mark.parametrize("reaches", [[3, 2, 2, 2], [1, 0, 4, 1]])
def test_nothing_that_has_an_effect_is_left_out(reaches):
    length, random = 80, np.random.default_rng(3)
    for first, last in np.sort(random.integers(0, length + 1, (40, 2))):
        if first == last:
            continue
        found = spans(slice(first, last), length, reaches)
        felt = np.zeros(length, bool)
        felt[first:last] = True
        for reach, span in zip(reaches, found):
            felt = np.convolve(felt, np.ones(2 * reach + 1), "same") > 0
            assert felt[span].sum() == felt.sum()
            assert span.start % 2 == 0 and (span.stop % 2 == 0 or span.stop == len(felt))
            felt = felt.reshape(-1, 2).any(axis=1) if len(felt) % 2 == 0 else felt
        for level, finer in zip(found[1:], found):
            assert inside(level, finer).start >= 0 and inside(level, finer).stop <= level.stop - level.start
            assert 2 * (inside(level, finer).stop - inside(level, finer).start) == finer.stop - finer.start


def test_slices_of_slices():
    assert part(slice(5, 40), 3, 10) == slice(8, 18)
    assert halved(slice(5, 9)) == slice(2, 5)
    assert since(slice(12, 20), 10) == slice(2, 10)
