"""Numbers that stand for one thing."""

from __future__ import annotations

import numpy as np
from roofline.models.raster.groups import Groups
from scipy.sparse import coo_matrix, csgraph


def test_groups_are_the_components_of_what_was_joined():
    """Whenever numbers were made, and in whatever order they were joined; the least number stays."""
    rng = np.random.default_rng(3)
    groups, pairs = Groups(5), []
    for count in (0, 1, 40, 300):
        before = len(groups)
        assert groups.grow(count) == before and len(groups) == before + count
        for one, other in rng.integers(0, len(groups), (count // 2, 2)).tolist():
            roots = sorted((groups.root(one), groups.root(other)))
            told = groups.join(one, other)
            assert told == (None if roots[0] == roots[1] else tuple(roots))
            pairs.append((one, other))
    ends = np.array(pairs).T
    size = len(groups)
    _, labels = csgraph.connected_components(coo_matrix((np.ones(len(pairs)), ends), (size, size)), False)
    least = np.array([np.flatnonzero(labels == label)[0] for label in labels])
    np.testing.assert_array_equal(groups.roots(), least)
    some = np.array([300, 2, 2, 17])
    np.testing.assert_array_equal(groups.roots(some), least[some])
    assert [groups.root(number) for number in some.tolist()] == least[some].tolist()
    assert len(Groups().roots()) == 0
