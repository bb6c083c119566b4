"""A model's card in words."""

from __future__ import annotations

from roofline.models import cardwords, modelfiles


def test_limits_are_called_limits():
    """What a model cannot do is not what it is made for."""
    for path in modelfiles.available().values():
        card = modelfiles.read_card(path)
        (line,) = [line for line in cardwords.describe(card) if line.startswith("Limits: ")]
        assert card["provenance"]["limits"][0] in line and line.endswith(".") and not line.endswith("..")
        assert not any(line.startswith("Made for") for line in cardwords.describe(card))
