"""Names of files that are none: a folder is called one, by whatever reads files."""

from __future__ import annotations

import pytest
from roofline.models.clouds.readers import open_points
from roofline.models.errors import RooflineError
from roofline.models.modelfile.store import check_archive
from roofline.models.published.checkpoint import Checkpoint
from roofline.models.raster.dataset import Raster
from roofline.models.training.config.files import read_json
from roofline.models.training.data.image_lists import read_lines


@pytest.mark.parametrize(
    "read", [open_points, check_archive, Checkpoint.open, Raster.open, read_json, read_lines]
)
@pytest.mark.parametrize("name", ["a folder", "tiles.laz", "dsm.tif", "model.pt"])
def test_a_folder_is_called_one(tmp_path, read, name):
    (tmp_path / name).mkdir()
    with pytest.raises(RooflineError, match=rf"/{name} is a folder; choose a file in it\.$"):
        read(tmp_path / name)
