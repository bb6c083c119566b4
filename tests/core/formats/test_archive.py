"""Archives of NumPy's arrays with texts: whole, or one sentence."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.formats import archive


def test_arrays_and_texts_come_back(tmp_path: Path):
    archive.save(tmp_path / "a.npz", {"heights": np.arange(6.0)}, {"plan": "Höhe"})
    assert {name: each.tolist() for name, each in archive.load(tmp_path / "a.npz").items()} == {
        "heights": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    }
    assert archive.tags_of(tmp_path / "a.npz") == {"plan": "Höhe"}


def test_what_is_damaged_is_one_sentence(tmp_path: Path):
    """Any byte, any cut, and files that are something else."""
    heights = np.random.default_rng(0).normal(size=300)
    archive.save(tmp_path / "a.npz", {"heights": heights}, {"plan": "x"})
    whole = (tmp_path / "a.npz").read_bytes()
    random, refused = Random(0), 0
    contents = [whole[: random.randrange(len(whole))] for _ in range(40)]
    for _ in range(160):
        data = bytearray(whole)
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        contents.append(bytes(data))
    np.save(tmp_path / "one.npy", heights)
    np.savez(tmp_path / "objects.npz", heights=np.array([{}], object))
    contents += [(tmp_path / name).read_bytes() for name in ("one.npy", "objects.npz")]
    for content in (*contents, b"", b"PK\x03\x04", b"words"):
        (tmp_path / "b.npz").write_bytes(content)
        try:
            again = archive.load(tmp_path / "b.npz").get("heights", heights)  # a name may have changed
        except RooflineError as error:
            assert str(error).endswith(
                "is not there or damaged; delete it, and run the block that makes it again."
            )
            refused += 1
        else:
            np.testing.assert_array_equal(again, heights)
    assert refused > 150
    with pytest.raises(RooflineError, match=r"c\.npz is not there or damaged"):
        archive.load(tmp_path / "c.npz")
