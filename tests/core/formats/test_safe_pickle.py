"""Pickles of every protocol, read without running anything."""

from __future__ import annotations

import io
import pickle
import struct

import numpy as np
import pytest
from roofline.models.formats.safe_pickle import PickleError, Record, read_pickle

CONTENT = {
    "mean": None,
    "std": 4.5,
    "names": ["a", "Zürich \n"],
    "counts": (1, -7, 2**40, True, False),
    "nested": {"bytes": b"\x00\xff", 3: []},
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol(protocol):
    assert read_pickle(io.BytesIO(pickle.dumps(CONTENT, protocol))) == CONTENT


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_numbers_of_numpy(protocol):
    saved = pickle.dumps({"std": np.float64(33.25), "mean": np.float32(0.5)}, protocol)
    assert read_pickle(io.BytesIO(saved)) == {"std": 33.25, "mean": 0.5}


def test_numbers_of_numpy_from_python_2():
    """Protocol 1 of Python 2: bytes are strings."""
    data = struct.pack("<d", 33.25)
    dtype = b"cnumpy\ndtype\n(U\x02f8K\x00K\x01tR"
    saved = b"}U\x03stdcnumpy.core.multiarray\nscalar\n(" + dtype + b"U\x08" + data + b"tRs."
    assert read_pickle(io.BytesIO(saved)) == {"std": 33.25}


def test_an_instance_of_protocol_0_is_a_record():
    made = read_pickle(io.BytesIO(b"(S'touch x'\nios\nsystem\n."))
    assert isinstance(made, Record) and (made.module, made.name, made.args) == ("os", "system", ("touch x",))


class Named(dict):
    """A dictionary of somebody's own."""


class Row(list):
    """A list of somebody's own."""


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_what_dictionaries_and_lists_of_their_own_hold(protocol):
    """Also where it comes in two parts: pickles hold a thousand entries together."""
    many = {number: -number for number in range(1500)}
    named, row = read_pickle(io.BytesIO(pickle.dumps([Named(many), Row(many)], protocol)))
    assert (named.name, named.entries) == ("Named", many) and (row.name, row.entries) == ("Row", [*many])


@pytest.mark.parametrize(
    "text", [b"(dp0\nS'std'\nF4.5", b"(dp0\ng7\n.", b"(I1\nI2\nd", b"(Vx\n", b"I" + b"9" * 900]
)
def test_damaged_text(text):
    with pytest.raises(PickleError):
        read_pickle(io.BytesIO(text))
