"""What blocks would refuse, one after the other, and outputs when all of them are done, planning refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from roofline.models.distribute import planning
from roofline.models.errors import RooflineError
from support import cloud_parts, las_parts
from support.dask_processes import environment, package_in
from support.rasters import town, write

SETTLED = {"device": "cpu", "precision": "float32"}
SIZE = 150, 170
MODELS = {
    "refinedsm": "refine-geometry",
    "buildingmask": "buildings-surface",
    "synthesizeimagery": "imagery-demo",
    "reconstructdsm": "reconstruct-points",
    "evaluatedsm": "",
}
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "fusion": ("refinedsm", {"fusion": "most"}, "The fusion 'most' is unknown"),
    "batch": ("refinedsm", {"batch_size": -2}, "The batch size is -2"),
    "model": ("refinedsm", {"model": "buildings-surface"}, "run it with roofline:buildingmask"),
    "format": ("refinedsm", {"targets": {"target": "a.doc"}}, r"cannot be written as \.doc"),
    "sets": (
        "refinedsm",
        {"model": "refine-guided", "fusion": "each", "targets": {"target": "a.asc"}},
        r"A \.asc file cannot hold this raster",
    ),
    "spread": ("refinedsm", {"uncertainty": True, "targets": {"uncertainty": "a.jpg"}}, r"A \.jpg file"),
    "option": (
        "refinedsm",
        {"targets": {"target": "a.tif"}, "creation_options": ["TILED=YES", "BLOCKXSIZE=17"]},
        r"a\.tif cannot be written",
    ),
    "threshold": ("buildingmask", {"threshold": 1.5}, "The threshold is 1.5"),
    "area": ("buildingmask", {"min_area": -1.0}, "The smallest area is -1.0"),
    "other model": ("buildingmask", {"model": "refine-geometry"}, "run it with roofline:refinedsm"),
    "probability": (
        "buildingmask",
        {"probability": True, "targets": {"target": "a.tif", "probability": "b.jpg"}},
        r"A \.jpg file cannot hold",
    ),
    "order": ("synthesizeimagery", {"channel_order": "roads"}, "Channel order 'roads' is unknown"),
    "background": ("synthesizeimagery", {"background": "grey"}, "Background 'grey' is unknown"),
    "diversity": ("synthesizeimagery", {"diversity": 5.0}, "The diversity is 5.0"),
    "seed": ("synthesizeimagery", {"seed": -1}, "The seed is -1"),
    "picture": ("synthesizeimagery", {"targets": {"target": "a.doc"}}, r"cannot be written as \.doc"),
    "guides": ("reconstructdsm", {"guides": True}, "takes no images"),
    "schedule": ("reconstructdsm", {"schedule": "soon"}, "Schedule 'soon' is unknown"),
    "pixel": ("reconstructdsm", {"pixel_size": -1.0}, "PIXEL_SIZE is -1"),
    "surface": ("reconstructdsm", {"targets": {"target": "a.jpg"}}, r"A \.jpg file cannot hold"),
    "errors": ("evaluatedsm", {"error": True, "targets": {"target": "a.jpg"}}, r"A \.jpg file cannot hold"),
}


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, dict[str, list[Path]]]:
    """The rasters of each task."""
    dsm = write(tmp_path / "dsm.tif", town(SIZE))
    mask = write(tmp_path / "mask.tif", np.zeros((2, *SIZE), np.uint8), nodata=None)
    cloud = las_parts.write(tmp_path / "cloud.las", cloud_parts.town())
    return {
        "refinedsm": {"dsm": [dsm]},
        "buildingmask": {"dsm": [dsm]},
        "synthesizeimagery": {"mask": [mask]},
        "reconstructdsm": {"points": [cloud]},
        "evaluatedsm": {"source": [dsm], "reference": [dsm]},
    }


def plan(folder: Path, task: str, given: dict[str, list[Path]], options: dict[str, Any]):
    settled = {"crs": "EPSG:32631"} if task == "reconstructdsm" else {}
    model = options.pop("model", MODELS[task])
    if "targets" in options:
        options["targets"] = {name: folder / file for name, file in options["targets"].items()}
    return planning.make(
        folder / "job", task, model, given, **(SETTLED if model else {}), **settled, **options
    )


@pytest.mark.parametrize("case", REFUSED)
def test_what_blocks_would_refuse(tmp_path: Path, inputs: dict, case: str):
    """And nothing is left of the job, whose folder would be in the way of the next one."""
    task, options, said = REFUSED[case]
    given, options = dict(inputs[task]), dict(options)
    if options.get("model") == "refine-guided" or options.pop("guides", False):
        picture = write(tmp_path / "image.tif", np.full((3, *SIZE), 90, np.uint8), nodata=None)
        given["guides"] = [picture, picture]
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RooflineError, match=said):
        plan(tmp_path, task, given, options)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("task", MODELS)
def test_what_can_be_done_is_planned(tmp_path: Path, inputs: dict, task: str):
    before = {*tmp_path.iterdir()}
    job = plan(tmp_path, task, inputs[task], {"targets": {"target": "a.tif"}})
    assert len(job.plan) == 1 and {*tmp_path.iterdir()} - before == {tmp_path / "job"}


@pytest.mark.parametrize("task", ["refinedsm", "buildingmask", "synthesizeimagery"])
def test_rasters_are_planned_without_pytorch(tmp_path: Path, inputs: dict, task: str):
    """Where a device and a precision are named; login nodes of clusters may have none."""
    package_in(tmp_path)
    (role,) = (f"--{name}" if task == "buildingmask" else "--input" for name in inputs[task])
    ((source,),) = inputs[task].values()
    words = ["plan", "job", task, role, str(source)]
    words += ["--model", MODELS[task], "--device", "cpu", "--precision", "float32"]
    code = "import sys; sys.modules['torch'] = None; from roofline.models.distribute.__main__ import main; "
    code += "sys.exit(main(sys.argv[1:]))"
    found = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, env=environment(tmp_path), capture_output=True
    )
    assert found.returncode == 0, found.stderr.decode()[-2000:]
    assert (tmp_path / "job" / "plan.json").is_file()
