"""Units of length as rasters name them, in metres."""

from __future__ import annotations

import math
import re

from osgeo import osr

US_FOOT = 1200 / 3937  # metres, by the Mendenhall Order of 1893
METRES = {
    1.0: "m metre meter metres meters mtr mtrs metersintl 9001 epsg9001 linearmeter mètre mètres metri "
    "metros masl mamsl münn münhn müm",
    0.1: "dm decimetre decimeter decimetres decimeters",
    0.01: "cm centimetre centimeter centimetres centimeters 1033",
    0.001: "mm millimetre millimeter millimetres millimeters 1025",
    1000.0: "km kilometre kilometer kilometres kilometers 9036",
    0.3048: "ft foot feet ift ftint intft footint internationalfoot internationalfeet footinternational "
    "feetinternational linearfoot fuss fuß 9002 epsg9002",
    US_FOOT: "sft usft ftus usfoot footus usfeet feetus ussurveyfoot ussurveyfeet surveyfoot surveyfeet "
    "ussft sftus footussurvey feetussurvey linearfootussurvey ftussurvey ussurveyft 9003 epsg9003",
    0.9144: "yd yard yards 9096",
    3 * US_FOOT: "usyd usyard",
    0.0254: "in inch inches",
    1.8288: "fath fathom fathoms",
    # feet of old surveys, after the EPSG register
    0.3047972654: "clarkefoot clarkesfoot ftcla 9005",
    0.30479947153867626: "britishfootsears1922 britishfoot ftse 9041",
    0.3047995102481469: "indianfoot indft ftind 9080",
    0.3047996333: "goldcoastfoot 9094",
}
BY_NAME = {name: metres for metres, names in METRES.items() for name in names.split()}
# What programs write where they know no unit; "1" and "dn" are plain numbers.
NO_UNIT = {"", "unknown", "none", "na", "nan", "null", "undefined", "unit", "units", "1", "dn", "value"}
NO_UNIT |= {"unspecified", "notspecified", "unitless", "nounit", "dimensionless"}  # the first is IDRISI's
# What heights count from, after the unit: the sea, a datum, an ellipsoid.
REFERRED = re.compile(
    r"[\s_+]*(\b|_)(above|over|amsl|asl|a\.s\.l|msl|ellips\w*|ortho\w*|height|elevation|ü|über|ueber|nn|nhn|"
    r"nap|navd|ngvd|cgvd|dhhn|dvr|evrf|evrs|egm|lhn|ln02|odn|rh2000).*"
)


def metres_per(name: str) -> float | None:
    """Metres of a unit of length by any of its names; 0 where the name means no unit, None if unknown."""
    text = (name or "").strip().lower()
    inside = re.search(r"[(\[](.*?)[)\]]", text)
    before = re.split(r"[(\[]", text)[0]
    candidates = (text, before, inside.group(1) if inside else "", REFERRED.sub("", before))
    for candidate in map(_squashed, candidates):
        if candidate in BY_NAME:
            return BY_NAME[candidate]
    is_quote = bool(text) and not _squashed(text) and not set(text) <= set("-._ ()[]")
    return 0.0 if _squashed(text) in NO_UNIT and not is_quote else None


def other_name(metres: float, name: str) -> str:
    """A name of a unit of so many metres that is not `name`; "" for an unknown unit."""
    found = (names.split() for known, names in METRES.items() if math.isclose(known, metres, rel_tol=1e-7))
    return next((other for names in found for other in names if other != name.lower()), "")


def vertical_unit(crs: osr.SpatialReference) -> float:
    """Metres per unit of the vertical CRS; 0 where there is none."""
    name, metres = (crs.GetAttrValue("VERT_CS|UNIT", index) for index in (0, 1))
    try:
        return float(metres or 0) or metres_per(name or "") or 0.0
    except ValueError:
        return metres_per(name or "") or 0.0


def _squashed(text: str) -> str:
    """Letters and digits alone: programs write us-ft, US_ft, "U.S. ft"."""
    return "".join(character for character in text if character.isalnum())
