"""A model's card in words."""

from __future__ import annotations

from roofline.models.modelfile import describe, store


def test_limits_are_called_limits():
    """What a model cannot do is not what it is made for; each limit is a sentence of its own."""
    paths = store.available().values()
    assert len(paths) > 5
    for path in paths:
        card = store.card_in(path)
        lines = describe.describe(card)
        assert [line[7:] for line in lines if line.startswith("Limit: ")] == [*card.provenance.limits]
        assert not any(line.startswith("Made for") for line in lines)
