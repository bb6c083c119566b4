"""The page of an evaluation of buildings: how good they are, and where hits and misses lie."""

from __future__ import annotations

from pathlib import Path

from ...language import tr
from ...raster.grid import Window
from ...reports import charts, html, images
from ..files import grid_fact, page
from .boundary import REACHES
from .result import MaskResult
from .views import FALSE, HIT, MISSED, UNKNOWN, MaskViews, Place

FIRST = ("IoU", "F1", "precision", "recall", "boundary_F1_2px", "boundary_IoU_2px")
CHOSEN = {
    "typical": "A typical tile",
    "missed": "The tile with most that was missed",
    "false": "The tile with most that is no building",
}
ROLES = {"source": "Buildings", "reference": "Reference", "valid_mask": "Valid pixels"}
MAP_WIDTH, PLACE_WIDTH = 640, 312  # pixels on the page: one, or two side by side


def mask_report(result: MaskResult, views: MaskViews | None = None) -> str:
    """The page of what `evaluate_mask` returned, with pictures where it collected views."""
    files = result["files"]
    names = [
        Path(files[name]).name if name in files else html.number(None) for name in ("source", "reference")
    ]
    pieces: list[html.Piece | str] = [html.cards(_cards(result)), html.text(_verdict(result))]
    if views is not None:
        pieces.append(_maps(views))
    pieces += [_pixels(result), _objects(result)]
    if views is not None and views.places:
        shown = [_place(place) for place in views.places]
        pieces.append(html.section(tr("Tiles looked at"), html.figures(*shown)))
    pieces += [_published(result), _compared(result), _method(result)]
    return page(tr("Accuracy of buildings"), names, *pieces)


def measure_name(key: str) -> str:
    """What a measure is called."""
    fixed = {
        "precision": tr("Precision of pixels"),
        "recall": tr("Recall"),
        "objects": tr("Buildings found"),
        "reference_objects": tr("Buildings of the reference"),
        "object_precision": tr("Precision of buildings"),
        "object_recall": tr("Recall of buildings"),
        "object_F1": tr("F1 of buildings"),
        "object_IoU": tr("Mean IoU of buildings that match"),
        "polygons": tr("Polygons that match"),
        "PoLiS": tr("PoLiS distance (m)"),
        "vertex_ratio": tr("Corners by those of the reference"),
        "right_angles": tr("Right angles"),
        "right_angles_reference": tr("Right angles of the reference"),
    }
    for kind, label in (
        ("boundary_IoU", tr("Boundary IoU, {} px")),
        ("boundary_F1", tr("Boundary F1, {} px")),
    ):
        fixed.update({f"{kind}_{d}px": label.format(d) for d in REACHES})
    return fixed.get(key, key)


def _cards(result: MaskResult) -> list[html.Card]:
    shown = [html.Card(measure_name(key), html.number(result["pooled"][key], 3)) for key in FIRST]
    return [*shown, html.Card(measure_name("object_F1"), html.number(result["objects"]["object_F1"], 3))]


def _verdict(result: MaskResult) -> str:
    """One or two sentences that say it in words."""
    pooled = result["pooled"]
    if not result["counts"]["tp"] + result["counts"]["fn"]:
        return tr("The reference has no building here.")
    said = tr("{} of the reference's building area was found; {} of what was found is building.")
    words = said.format(html.share(pooled["recall"]), html.share(pooled["precision"]))
    objects = result["objects"]
    hits = round(objects["object_recall"] * objects["reference_objects"])
    more = tr(
        "Of {} buildings one is matched by another that covers it by an IoU of one half or more."
        if hits == 1
        else "Of {} buildings {} are matched by one that covers them by an IoU of one half or more."
    )
    if objects["reference_objects"] == 1:
        more = tr(
            "The one building is matched by another that covers it by an IoU of one half or more."
            if hits
            else "The one building is not matched by any that covers it by an IoU of one half or more."
        )
    return f"{words} {more.format(html.number(objects['reference_objects'], 0), html.number(hits, 0))}"


def _maps(views: MaskViews) -> html.Piece:
    return html.section(tr("Hits and misses"), hits_and_misses(views, MAP_WIDTH), hits_key())


def hits_key() -> html.Piece:
    """What the colours of a comparison mean."""
    meanings = (
        (HIT, tr("found")),
        (MISSED, tr("missed")),
        (FALSE, tr("no building")),
        (UNKNOWN, tr("not compared")),
    )
    return html.figure(charts.swatches(meanings))


def hits_and_misses(views: MaskViews, width: int) -> html.Piece:
    """The map of a comparison, `width` CSS pixels wide."""
    note = tr("The map shows {} m by {} m; a cell is {} m wide.").format(
        *(html.number(side, 0) for side in reversed(views.map.extent)), html.brief(views.map.cell)
    )
    image = images.enlarged(views.overview(), width)
    return html.figure(html.picture(image, width, tr("Hits and misses")), note, width)


def caption_of(chosen: str, iou: float, window: Window) -> str:
    """What a tile was chosen for, how well it was found, and where it lies."""
    corner = (html.number(each, 0) for each in (window.col, window.row))
    return tr("{}: IoU {}, at column {}, row {}.").format(chosen, html.number(iou, 3), *corner)


def _place(place: Place) -> html.Piece:
    image = images.enlarged(place.image, PLACE_WIDTH)
    caption = caption_of(tr(CHOSEN[place.chosen]), place.iou, place.window)
    return html.figure(html.picture(image, PLACE_WIDTH, caption), caption, PLACE_WIDTH)


def _pixels(result: MaskResult) -> html.Piece:
    """Pooled, and as means over tiles with and without empty ones."""
    means = result["tiles"]
    built, count = means["count_with_buildings"], means["count"]
    told = tr("mean of {} tile with buildings" if built == 1 else "mean of {} tiles with buildings")
    all_told = tr("mean of {} tile" if count == 1 else "mean of all {} tiles")
    head = [
        "",
        tr("all pixels"),
        told.format(html.number(built, 0)),
        all_told.format(html.number(count, 0)),
    ]
    nothing = float("nan")
    rows = [
        [
            measure_name(key),
            *(
                html.number(column.get(key, nothing), 4)
                for column in (result["pooled"], means["with_buildings"], means["all"])
            ),
        ]
        for key in result["pooled"]
    ]
    return html.section(tr("Pixels and boundaries"), html.table(head, rows))


def _objects(result: MaskResult) -> html.Piece:
    whole = ("objects", "reference_objects", "polygons")
    found = {**result["objects"], **result["polygons"]}
    facts: dict[str, html.Cell] = {
        measure_name(key): html.number(value, 0 if key in whole else 3) for key, value in found.items()
    }
    pieces = [html.facts(facts)]
    if not result["polygons"]:
        pieces.append(html.text(tr("Polygons are measured where both sides are polygons."), note=True))
    return html.section(tr("Buildings and polygons"), *pieces)


def _published(result: MaskResult) -> html.Piece:
    """What the published program would say; nothing unless asked for."""
    if "published" not in result:
        return html.Piece("")
    labels = {"mean": tr("mean of tiles"), "pooled": tr("all pixels")}
    head = ["", *(labels[column] for column in result["published"])]
    names = dict.fromkeys(key for column in result["published"].values() for key in column)
    rows = [
        [key, *(html.number(column.get(key), 6) for column in result["published"].values())] for key in names
    ]
    return html.section(tr("As the published program measures"), html.table(head, rows))


def _compared(result: MaskResult) -> html.Piece:
    facts: dict[str, html.Cell] = {tr(ROLES[name]): path for name, path in result["files"].items()}
    width, height = result["size"]
    facts[tr("Grid")] = grid_fact(result["size"], result["gsd"], result["crs"])
    known = sum(result["counts"].values())
    share = html.share(known / (width * height))
    facts[tr("Compared")] = tr("{} pixels ({} of the grid)").format(html.number(known, 0), share)
    return html.section(tr("What was compared"), html.facts(facts))


def _method(result: MaskResult) -> html.Piece:
    facts: dict[str, html.Cell] = {
        "IoU, F1": tr("hits by hits, misses and false alarms; F1 counts hits twice"),
        tr("Boundary IoU"): tr(
            "IoU of what lies inside within some pixels of the outlines (Cheng et al. 2021)"
        ),
        tr("Boundary F1"): tr(
            "of outline pixels that lie within some pixels of the other's (Csurka et al. 2013)"
        ),
        tr("Buildings"): tr(
            "pixels that share an edge, or one polygon; a match has an IoU of one half or more"
        ),
        tr("Tiles"): tr(
            "{} pixels wide; a measure that a tile does not have counts 0, and on tiles without buildings "
            "all are 1 if none was found, else 0"
        ).format(result["tiles"]["side"]),
        "PoLiS": tr("mean distance of corners to the other's outline (Avbelj et al. 2015)"),
    }
    return html.section(tr("How it was measured"), html.facts(facts))
