"""The card of a model as a page: what makers say of a model is not checked, and may be of any kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from roofline.models import bundle
from roofline.models.modelfile.card import check_card

ODD = (None, 5, "a text", [1, "b", None], [{}], {"MAE": "b"}, {"x": {"MAE": 10**400}}, {"x": {"MAE": [1]}})


@pytest.mark.parametrize(
    "key", ["data", "licence", "recipe", "date", "metrics", "limits", "wording", "imported from"]
)
@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_a_page_of_whatever_a_file_claims(qgis, key, value):
    from roofline.desktop import modelcards

    said = bundle.load("refine-geometry").card
    card = check_card({**said, "provenance": {**said["provenance"], key: value}})
    page = modelcards.page(modelcards.Entry("odd", Path("odd.pt"), 1, card))
    assert page.startswith("<h3>") and page.endswith("</table>")


def test_figures_are_shown(qgis):
    from roofline.desktop import modelcards

    said = bundle.load("refine-geometry").card
    rows = {"here": {"MAE before": 2.5, "MAE": 1.25}, "not a table": 3}
    card = check_card({**said, "provenance": {"metrics": rows}})
    page = modelcards.page(modelcards.Entry("own", Path("own.pt"), 1, card))
    assert "2.50" in page and "1.25" in page and "not a table" not in page
