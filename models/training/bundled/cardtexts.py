"""What the cards of the bundled models say, in whole sentences that are translated where they are shown."""

from __future__ import annotations

from ...language import tr_noop

TITLES = {
    "refine-geometry": tr_noop("Refine a photogrammetric DSM from its geometry alone"),
    "refine-guided": tr_noop(
        "Refine a photogrammetric DSM from its geometry, and from an image and buildings if there are any"
    ),
}
LICENCE = tr_noop("GPL-3.0-or-later; attribution of the LiDAR sources above")
DATA = [
    tr_noop(
        "Procedural cities of models/simulation at 0.06 to 2.5 m GSD, rendered and matched as image pairs "
        "(census, semi-global matching) or degraded by hand-made stereo error models"
    ),
    tr_noop(
        "London Covent Garden and Goteborg (Kronhuset, Treeplanter, Torgg, Annedal, Guldheden) LiDAR, "
        "CC0-1.0, Urban Meteorology Reading"
    ),
    tr_noop("Eugene, Oregon (Autzen) LiDAR, CC BY 4.0, PDAL project"),
    tr_noop("Delft AHN3 LiDAR, Dutch open data (CC0)"),
    tr_noop("Nimes and small subsets of LiDAR HD, Licence Ouverte 2.0, IGN"),
    tr_noop(
        "The same surfaces and cities with white, correlated and quantised noise alone, of 0.015 to 1.5 m or "
        "0.02 to 1.5 GSD, or thinned to a fifth of their cells and more, with masts, cranes, parapets and "
        "towers added"
    ),
    tr_noop(
        "Kept aside to choose and to calibrate: Amsterdam AHN (CC0) and Lake Zurich (GIS-ZH, Kanton Zuerich; "
        "swisstopo), never trained on, and Goteborg Treeplanter, which only earlier trainings had seen"
    ),
]
TRUST_DATA = tr_noop(
    "When to keep the input was learned last, from the model's answers on all of these surfaces and on small "
    "parts of them, those kept aside included"
)
TRUST = "; trust: "  # what comes before it in a recipe, of which that is the last step
GUIDED_DATA = [
    tr_noop(
        "Images: rendered with random suns, cameras, ground and leaning walls; real colours of Eugene "
        "and Nimes"
    ),
    tr_noop(
        "Buildings: masks of the cities and of London, Goteborg, Delft and LiDAR HD, displaced by 0 to 6 m, "
        "generalised, partly missing or out of date"
    ),
    tr_noop(
        "Some of the image pairs were matched by grey levels (Birchfield and Tomasi, 1998), also by OpenCV's "
        "matcher, not by census"
    ),
]
GUIDED_LIMITS = [
    tr_noop(
        "The image must lie on the surface within a few pixels; objects of an ordinary orthoimage that "
        "lean by more than 8 px mislead it."
    ),
    tr_noop("Shadows and painted lines that look like walls may leave faint steps."),
    tr_noop(
        "Buildings may lie some metres off or be out of date; layers more than 6 m off are unknown to it."
    ),
]
GEOMETRY_LIMITS = [
    tr_noop(
        "Geometry alone cannot tell where a wall stands: outlines blurred over many pixels stay uncertain."
    ),
    tr_noop("On aerial stereo at 0.14 m, and on some surfaces of 2 m, TV-L1 or a small median does as well."),
]
LIMITS = [
    tr_noop(
        "Not meant for bare mountains, forests or water: it has learnt on towns, and what it does elsewhere "
        "was not measured."
    ),
    tr_noop(
        "A surface of less than about 100 pixels a side shows too little of its surroundings: more of its "
        "noise is kept, and dormers, parapets and masts of a clean one may still be taken for errors, so "
        "refine a larger part."
    ),
    tr_noop("Heights in steps of several pixel sizes are taken for terraces and partly rebuilt."),
    tr_noop("Roofs lost or invented by the matcher over more than about 30 px are not recovered."),
    tr_noop(
        "False matches that hang together over 5 to 30 px, as on glass or along striped roofs, are "
        "partly kept."
    ),
    tr_noop(
        "Matchers that compare grey levels, as OpenCV's does, leave surfaces that the model spoils in part: "
        "without buildings it takes down some of what is right."
    ),
    tr_noop(
        "Among courtyards of a few pixels, isolated outliers are removed about as well by a small median."
    ),
    tr_noop("Trees are kept as trees; the model makes no terrain model."),
    tr_noop(
        "Heights must be in the same unit as the pixel size after conversion: it works in multiples of "
        "the GSD."
    ),
    tr_noop(
        "The uncertainty is calibrated on simulated stereo; on other error sources its 90 % may hold less."
    ),
]
# What the cards of files from before the latest recipe say.
EARLIER = [
    tr_noop("Refine a photogrammetric DSM from its geometry and an image"),
    tr_noop(
        "Trained for a short time: 4 to 19 % better than `refine-geometry` on nine of ten test surfaces, 5 % "
        "worse on one; less than images can tell."
    ),
]
