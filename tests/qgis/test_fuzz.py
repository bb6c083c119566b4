"""Odd values and damaged files in every parameter of every algorithm and chain: a sentence, or a right run.

Roofline speaks German in them, so that a sentence without its German is seen. ROOFLINE_FUZZ=SECONDS runs
longer, ROOFLINE_FUZZ_SEED=N other cases, ROOFLINE_FUZZ_CASE=N one again, and ROOFLINE_FUZZ_KEPT=FILE keeps
what each has said.
"""

from __future__ import annotations

import os

import pytest
from support.fuzz import inputs, run

SECONDS, CASES = 80.0, 440  # what a hosted build has time for
SEED = int(os.environ.get("ROOFLINE_FUZZ_SEED", "1"))


def test_every_refusal_is_one_sentence_and_leaves_all_as_it_was(tmp_path):
    pytest.importorskip("qgis.core", reason="QGIS's Python is not importable")
    files, scratch = tmp_path / "inputs", tmp_path / "scratch"
    for folder in (files, scratch):
        folder.mkdir()
    inputs.make(files)
    long, one = float(os.environ.get("ROOFLINE_FUZZ", "0")), os.environ.get("ROOFLINE_FUZZ_CASE")
    first, last = (int(one), int(one) + 1) if one else (0, 10**6 if long else CASES)
    outcomes = run.run(files, scratch, SEED, first, last, long or SECONDS)
    ended = [outcome.ended for outcome in outcomes]
    print(f"{len(outcomes)} runs: {ended.count('refused')} refused, {ended.count('done')} done")
    assert not [str(outcome) for outcome in outcomes if outcome.wrong]
