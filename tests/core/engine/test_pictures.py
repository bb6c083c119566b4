"""Images of more bands than a model takes: which ones are taken is said where the file leaves it open."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.engine.pictures import say_order
from roofline.models.modelfile.parts import Input
from roofline.models.raster.dataset import Raster
from support import rasters

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
