"""The page of an evaluation of a painted image: its figures, what they mean, and pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...language import tr
from ...reports import charts, html, images
from ..files import grid_fact, page
from ..masks.report import caption_of, hits_and_misses, hits_key, measure_name
from . import seams
from .result import ImageryResult
from .views import ImageryViews, Place

WIDTH, PLACE_WIDTH = 484, 236  # pixels on the page: two, or four, stand side by side
CHOSEN = {
    "typical": "A typical tile",
    "missed": "The tile with most that was missed",
    "false": "The tile with most that is no building",
}
ROLES = {"image": "Image", "mask": "Mask", "reference": "Reference", "features": "Network of features"}
PAINTED = ("IoU", "F1", "precision", "recall", "boundary_F1_2px", "object_F1")
MEASURES = {
    "MAE": ("Mean difference (grey levels)", 1),
    "PSNR": ("PSNR (dB)", 1),
    "SSIM": ("SSIM", 3),
    "GMSD": ("GMSD", 3),
    "feature_distance": ("Distance of features", 3),
}


def imagery_report(result: ImageryResult, views: ImageryViews | None = None) -> str:
    """The page of what `evaluate_imagery` returned, with pictures where it collected views."""
    files = result["files"]
    names = Path(files["image"]).name, Path(files["mask"]).name
    pieces: list[html.Piece | str] = [html.cards(_cards(result)), *map(html.text, _verdict(result))]
    if views is not None:
        pieces.append(_overview(views))
    pieces += [_layout(result), _seams(result), _likeness(result), _realism(result)]
    if views is not None and views.places:
        pieces.append(html.section(tr("Tiles looked at"), *map(_place, views.places)))
    pieces += [_compared(result), _method()]
    return page(tr("Judgement of a painted image"), names, *pieces)


def _cards(result: ImageryResult) -> list[html.Card]:
    """The figures to be seen first; those that were not measured are left out."""
    layout, likeness = result["layout"]["image"], result["likeness"]
    shown = [
        html.Card(tr("IoU of buildings found again"), html.number(layout["IoU"], 3)),
        html.Card(
            tr("Steps at borders of tiles"), html.number(result["seams"]["ratio"], 3), tr("1: no seam")
        ),
    ]
    for name in ("PSNR", "SSIM", "GMSD", "feature_distance"):
        if name in likeness:
            label, digits = MEASURES[name]
            shown.append(html.Card(tr(label), _number(likeness[name], digits)))
    if result["realism"]:
        error = html.number(result["realism"]["KID_error"], 3)
        shown.append(html.Card("KID", html.number(result["realism"]["KID"], 3), f"± {error}"))
    if result["diversity"]:
        mean = html.number(result["diversity"]["MAE"], 1)
        shown.append(html.Card(tr("Difference of seeds"), mean, tr("grey levels")))
    return shown


def _verdict(result: ImageryResult) -> list[str]:
    """What the figures mean, in words."""
    layout = result["layout"]["image"]
    said = [
        tr("{} of the plan's building area is found again in the image.").format(html.share(layout["recall"]))
    ]
    if "reference" in result["layout"]:
        real = html.number(result["layout"]["reference"]["IoU"], 3)
        said[0] += " " + tr("The same model reaches an IoU of {} on the reference.").format(real)
    found = result["seams"]
    if np.isfinite(found["ratio"]) and np.isfinite(found["low"]):
        inside = found["low"] <= found["ratio"] <= found["high"]
        words = (
            tr("Borders of tiles do not show: steps there are as large as elsewhere.")
            if inside
            else tr(
                "Steps at borders of tiles are outside of what is usual elsewhere ({} to {}): look at them."
            )
        )
        said.append(words.format(html.number(found["low"], 3), html.number(found["high"], 3)))
    said.append(tr("No figure tells whether an image looks real: judge the pictures below."))
    return said


def _overview(views: ImageryViews) -> html.Piece:
    image = images.enlarged(views.overview(), WIDTH)
    caption = tr("The image, {} m by {} m.").format(
        *(html.number(side, 0) for side in reversed(views.map.extent))
    )
    made = html.figure(html.picture(image, WIDTH, tr("Image")), caption, WIDTH)
    return html.section(tr("The whole"), html.figures(made, hits_and_misses(views.layout, WIDTH)), hits_key())


def _place(place: Place) -> html.Piece:
    labels = {"plan": tr("Plan"), "image": tr("Image"), "reference": tr("Reference")}
    made = []
    for name, picture in place.pictures.items():
        label = labels.get(name) or tr("Another seed")
        shown = html.picture(images.enlarged(picture, PLACE_WIDTH), PLACE_WIDTH, label)
        made.append(html.figure(shown, label, PLACE_WIDTH))
    title = caption_of(tr(CHOSEN[place.chosen]), place.iou, place.window)
    return html.section(title.rstrip("."), html.figures(*made), _key(), level=3)


def _key() -> html.Piece:
    meanings = (
        (images.ROADS, tr("roads")),
        (images.BUILDINGS, tr("buildings")),
        (images.OPEN, tr("nothing drawn")),
    )
    return html.figure(charts.swatches(meanings))


def _layout(result: ImageryResult) -> html.Piece:
    """What the finder of buildings found, in the image and in the reference."""
    columns = result["layout"]
    head = ["", tr("Image"), *([tr("Reference")] if "reference" in columns else [])]
    rows = [
        [measure_name(name), *(html.number(each[name], 3) for each in columns.values())] for name in PAINTED
    ]
    note = tr(
        "Plain colours would be found as well: this tells whether buildings can be recognised, no more."
    )
    return html.section(tr("Is the plan found again?"), html.table(head, rows), html.text(note, note=True))


def _seams(result: ImageryResult) -> html.Piece:
    found, profile = result["seams"], result["profile"]
    title = tr("Do tiles show?")
    if not profile:
        return html.section(title, tr("The image was painted in one tile, which has no borders inside."))
    usual = tr("{} to {}").format(html.number(found["low"], 3), html.number(found["high"], 3))
    facts: dict[str, html.Cell] = {
        tr("Steps at borders by those around them"): html.number(found["ratio"], 3),
        tr("The same at places without borders"): usual if np.isfinite(found["low"]) else html.number(None),
        tr("Steps where tiles are blended by others"): html.number(found["blended"], 3),
    }
    x = np.arange(-seams.NEAR, seams.NEAR + 1)
    labels = {"columns": tr("borders of columns"), "rows": tr("borders of rows")}
    lines = [charts.Series(labels[name], x, values) for name, values in profile.items()]
    chart = charts.line_chart(
        lines, tr("pixels from the border"), tr("step by the mean"), height=200, marks=(0,)
    )
    return html.section(title, html.facts(facts), html.figure(chart))


def _likeness(result: ImageryResult) -> html.Piece:
    """To the reference and among seeds; nothing without either."""
    among = tr("among {} images of one plan").format(1 + len(result["files"]["others"]))
    columns = {tr("to the reference"): result["likeness"], among: result["diversity"]}
    columns = {name: values for name, values in columns.items() if values}
    if not columns:
        return html.Piece("")
    rows = [
        [tr(label), *(_number(values.get(name), digits) for values in columns.values())]
        for name, (label, digits) in MEASURES.items()
        if any(name in values for values in columns.values())
    ]
    note = tr(
        "A painter knows no more of a real place than its plan: pixels differ even where it paints well."
    )
    return html.section(
        tr("Likeness and diversity"), html.table(["", *columns], rows), html.text(note, note=True)
    )


def _realism(result: ImageryResult) -> html.Piece:
    found = result["realism"]
    if not found:
        return html.Piece("")
    against = tr("real images") if found["against"] == "real" else tr("the reference")
    counted = tr("{} patches of the image, {} of {}").format(
        html.number(found["patches"], 0), html.number(found["real_patches"], 0), against
    )
    value = f"{html.number(found['KID'], 4)} ± {html.number(found['KID_error'], 4)}"
    facts: dict[str, html.Cell] = {"KID": value, tr("Compared"): counted, tr("Network"): found["network"]}
    note = tr("0: alike. Compare it with the KID of two real places by the same network, and with no other.")
    return html.section(tr("Is it like real images?"), html.facts(facts), html.text(note, note=True))


def _compared(result: ImageryResult) -> html.Piece:
    files, models = result["files"], result["models"]
    named = {name: path for name, path in files.items() if isinstance(path, str)}
    facts: dict[str, html.Cell] = {tr(label): named[name] for name, label in ROLES.items() if name in named}
    for paths, label in ((files["others"], tr("Other seeds")), (files["real"], tr("Real images"))):
        if paths:
            facts[label] = ", ".join(Path(path).name for path in paths)
    facts[tr("Grid")] = grid_fact(result["size"], result["gsd"], result["crs"])
    facts[tr("Buildings looked for by")] = models["finder"]
    rows, cols = (html.number(side, 0) for side in models["tile"])
    tiles = tr("{}; tiles of {} x {} pixels: {}")
    facts[tr("Painted by")] = tiles.format(models["painter"], cols, rows, html.number(models["tiles"], 0))
    return html.section(tr("What was compared"), html.facts(facts))


def _method() -> html.Piece:
    return html.section(
        tr("How it was measured"),
        html.facts(
            {
                tr("Buildings"): tr("a model that finds buildings in images looks for those of the plan"),
                tr("Steps"): tr("mean absolute differences of neighbouring pixels; 90 % of places elsewhere"),
                "SSIM": tr("of brightness, 11 x 11 pixels (Wang et al. 2004)"),
                "GMSD": tr("deviation of the similarity of gradients (Xue et al. 2014); 0: equal"),
                tr("Distance of features"): tr("of five layers (LPIPS, Zhang et al. 2018)"),
                "KID": tr("of the last layer's means (Binkowski et al. 2018), error of half the patches"),
            }
        ),
    )


def _number(value: float | None, digits: int) -> str:
    """A number; equal images have no end of decibels."""
    return "∞" if value == float("inf") else html.number(value, digits)
