"""Images of more bands than a model takes: which ones are taken is said where the file leaves it open."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.engine.pictures import byte_factor, check_levels, say_heights_for_index, say_order
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Input
from roofline.models.raster.dataset import Raster
from support import rasters
from support.engine_parts import make

RED, GREEN, BLUE, OTHER, ALPHA = (
    gdal.GCI_RedBand,
    gdal.GCI_GreenBand,
    gdal.GCI_BlueBand,
    gdal.GCI_Undefined,
    gdal.GCI_AlphaBand,
)
OPEN = "image.tif has 4 bands and does not say which are red, green and blue: the first three are taken."
CASES = {
    "of a satellite": ([OTHER] * 4, 3, [OPEN]),
    "named": ([RED, GREEN, BLUE, OTHER], 3, []),
    "in another order": (
        [BLUE, GREEN, RED, OTHER],
        3,
        ["image.tif says that its bands 3, 2 and 1 are red, green and blue."],
    ),
    "three and alpha": ([OTHER] * 3 + [ALPHA], 3, []),
    "three": ([OTHER] * 3, 3, []),
    "one is enough": ([OTHER] * 4, 1, []),
}


@pytest.mark.parametrize("case", CASES)
def test_which_bands_are_taken_is_said_where_it_is_open(tmp_path, caplog, case):
    kinds, wanted, said = CASES[case]
    path = rasters.write(tmp_path / "image.tif", np.zeros((len(kinds), 8, 8), np.int16), nodata=None)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    for number, kind in enumerate(kinds, 1):
        dataset.GetRasterBand(number).SetColorInterpretation(kind)
    del dataset
    caplog.set_level("INFO")
    with Raster.open(path) as raster:
        say_order(raster, Input("image", wanted, first_bands=True))
    assert caplog.messages == said


def picture(path, values: np.ndarray, kind: str) -> Raster:
    return Raster.open(make(path / "given.tif", np.asarray(values, kind)))


@pytest.mark.parametrize(
    ("values", "kind", "is_refused"),
    [
        ([[101.5, 140.25]], "float32", True),  # heights
        ([[101.0, 140.0]], "float32", False),  # grey levels in a type that is wider than they need
        ([[0.25, 1.0]], "float32", False),  # shares
        ([[0.25, 1.5]], "float32", True),
        ([[101, 140]], "uint16", False),
    ],
)
def test_one_band_with_fractions_is_no_picture(tmp_path, values, kind, is_refused):
    with picture(tmp_path, values, kind) as raster:
        check_levels(raster, Input("image", 1))  # what a model of one band was trained on may be so
        check_levels(raster, Input("image", 3, repeat=True, optional=True))
        if is_refused:
            with pytest.raises(RooflineError, match=r"given.tif .* has values with fractions"):
                check_levels(raster, Input("image", 3, repeat=True))
        else:
            check_levels(raster, Input("image", 3, repeat=True))


@pytest.mark.parametrize(
    ("values", "is_said"), [([[101.5, 140.25]], True), ([[-0.5, 0.75]], False), ([[2, 250]], False)]
)
def test_heights_in_place_of_an_index_are_said(tmp_path, caplog, values, is_said):
    """Not an index itself, nor its coding in 8 bits."""
    with picture(tmp_path, values, "float32") as raster:
        say_heights_for_index(raster, Input("ndvi"))
        say_heights_for_index(raster, Input("dsm"))
    assert ("was given as NDVI, but has values with fractions from 101.5 to 140.2" in caplog.text) == is_said
    assert len(caplog.messages) == is_said


def test_16_bits_that_are_hardly_used_have_no_range_that_is_known(tmp_path):
    """Of 12 bits, as of many satellites, or of 15: nobody knows what is white."""
    with picture(tmp_path, [[0, 40_000]], "uint16") as raster:
        assert byte_factor(raster, "model") == 255 / 65535
    for largest in (4_095, 32_768):
        with (
            picture(tmp_path, [[0, largest]], "uint16") as raster,
            pytest.raises(RooflineError, match=f"has values up to {largest} and does not say their range"),
        ):
            byte_factor(raster, "model")
