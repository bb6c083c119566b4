"""Train building mask in the real QGIS: from people's layers and outlines to a model that finds buildings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import bundle
from support import paths, rasters, weight_recipe

SHORT = {"EPOCHS": 2, "SAMPLES": 4, "TILE_SIZE": 64, "BATCH_SIZE": 2, "PRECISION": "float32"}
WEST, NORTH = 500_000.0, 5_000_000.0
GRID = (WEST, 1.0, 0.0, NORTH, 0.0, -1.0)
HOUSES = [(20 + 60 * r, 15 + 50 * c) for r in range(3) for c in range(6)]  # rows, columns of their corners
SIDE = 25


@pytest.fixture(scope="module")
def town(qgis, tmp_path_factory) -> dict[str, str]:
    """A DSM with 18 houses, an image, their outlines, a mask and an area."""
    folder = tmp_path_factory.mktemp("town")
    rng = np.random.default_rng(1)
    truth = np.zeros((200, 320), np.uint8)
    features = []
    for row, col in HOUSES:
        truth[row : row + SIDE, col : col + SIDE] = 255
        x, y = WEST + col, NORTH - row
        ring = [[x, y], [x + SIDE, y], [x + SIDE, y - SIDE], [x, y - SIDE], [x, y]]
        features.append(
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    heights = 100 + 8.0 * (truth > 0) + rng.normal(0, 0.05, truth.shape)
    rasters.write(folder / "dsm.tif", heights.astype(np.float32), geotransform=GRID)
    image = np.stack([80 + 100.0 * (truth > 0), np.full(truth.shape, 90.0), np.full(truth.shape, 60.0)])
    image += rng.normal(0, 5, image.shape)
    rasters.write(folder / "rgb.tif", image.clip(0, 255).astype(np.uint8), geotransform=GRID, nodata=None)
    rasters.write(folder / "mask.tif", truth, geotransform=GRID, nodata=None)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32631"}}
    content = {"type": "FeatureCollection", "crs": crs, "features": features}
    (folder / "houses.geojson").write_text(json.dumps(content))
    return {path.name: str(path) for path in folder.iterdir()}


@pytest.fixture
def train(qgis):
    import processing

    def train(**parameters) -> dict:
        return processing.run("roofline:trainbuildingmask", {**SHORT, **parameters})

    return train


def test_the_bundled_model_is_adapted_by_default(qgis, train, town, tmp_path: Path):
    import processing

    made = train(
        DSM=town["dsm.tif"],
        LABELS=town["houses.geojson"],
        OUTPUT=str(tmp_path / "mine.pt"),
        REPORT=str(tmp_path / "report.html"),
    )
    assert 0 <= made["IOU_BEFORE"] <= 1 and made["IOU"] >= made["IOU_BEFORE"] - 0.05
    card = bundle.load(made["OUTPUT"]).card
    assert card["task"] == "buildingmask" and card["network"]["family"] == "building_unet"
    assert "validation, this model" in card["provenance"]["metrics"]
    page = Path(made["REPORT"]).read_text()
    assert "IoU of the trained model" in page and "data:image/png" in page and str(tmp_path) not in page
    given = {"DSM": town["dsm.tif"], "MODEL": made["OUTPUT"], "OUTPUT": str(tmp_path / "found.tif")}
    found = gdal.Open(processing.run("roofline:buildingmask", given)["OUTPUT"]).ReadAsArray() > 0
    truth = gdal.Open(town["mask.tif"]).ReadAsArray() > 0
    assert (found & truth).sum() / (found | truth).sum() > 0.7


def low_houses(path: Path, seed: int, size: tuple[int, int] = (160, 240)) -> tuple[str, str]:
    """A DSM of houses of 1.2 m among heaps as high and wide, and the houses' mask."""
    rng = np.random.default_rng(seed)
    truth, heights = np.zeros(size, np.uint8), np.full(size, 100.0)
    rows, cols = np.mgrid[: size[0], : size[1]]
    for top in range(6, size[0] - 26, 40):
        for left in range(6, size[1] - 26, 40):
            row, col = top + int(rng.integers(8)), left + int(rng.integers(8))
            if rng.random() < 0.6:
                truth[row : row + 18, col : col + 14] = 1
            else:
                away = np.hypot(rows - row - 8, cols - col - 8)
                heights += 1.6 * np.clip(1 - away / 9, 0, None)
    heights += 1.2 * truth + rng.normal(0, 0.05, size)
    dsm = rasters.write(path / f"low{seed}.tif", heights.astype(np.float32), geotransform=GRID)
    return str(dsm), str(rasters.write(path / f"low{seed}_mask.tif", truth, geotransform=GRID, nodata=None))


def test_the_first_time_path_makes_a_better_model(qgis, find, tmp_path: Path):
    """With nothing but layers and labels: better on the part kept aside, and on a place never seen."""
    import processing

    dsm, mask = low_houses(tmp_path, 0)
    given = {"DSM": dsm, "LABELS": mask, "OUTPUT": str(tmp_path / "mine.pt")}
    made = processing.run("roofline:trainbuildingmask", given)
    assert made["IOU"] > made["IOU_BEFORE"] + 0.1 and made["IOU"] > 0.6
    other, truth = low_houses(tmp_path, 1)
    houses, scores = gdal.Open(truth).ReadAsArray() > 0, []
    for name in ("buildings-surface", made["OUTPUT"]):
        found = find(DSM=other, MODEL=name, OUTPUT=str(tmp_path / "found.tif")) == 1
        scores.append((found & houses).sum() / (found | houses).sum())
    assert scores[1] > scores[0] + 0.1 and scores[1] > 0.6


@pytest.mark.parametrize("layers", [("rgb.tif",), ("dsm.tif", "rgb.tif")])
def test_imagery_with_or_without_a_surface(train, town, tmp_path: Path, layers: tuple[str, ...]):
    names = {"rgb.tif": "IMAGERY", "dsm.tif": "DSM"}
    given = {names[layer]: town[layer] for layer in layers}
    made = train(**given, LABELS=town["mask.tif"], OUTPUT=str(tmp_path / "mine.pt"), EPOCHS=1)
    card = bundle.load(made["OUTPUT"]).card
    assert card["network"]["family"] == "imagery_unet"
    assert len(card["inputs"]) == len(layers) and "IOU" in made


def test_a_fresh_network_learns(train, town, tmp_path: Path):
    made = train(
        DSM=town["dsm.tif"],
        LABELS=town["mask.tif"],
        MODEL="none",
        EPOCHS=6,
        SAMPLES=16,
        OUTPUT=str(tmp_path / "fresh.pt"),
    )
    assert "IOU_BEFORE" not in made and made["IOU"] > 0.3


def test_what_is_not_labelled_does_not_count(train, town, tmp_path: Path):
    """Outside of the area no house is drawn: with it nothing is learned to be empty there."""
    truth = gdal.Open(town["mask.tif"]).ReadAsArray()
    truth[:, 160:] = 0
    labels = rasters.write(tmp_path / "half.tif", truth, geotransform=GRID, nodata=None)
    area = np.zeros(truth.shape, np.uint8)
    area[:, :160] = 1
    part = rasters.write(tmp_path / "area.tif", area, geotransform=GRID, nodata=None)
    given = {"DSM": town["dsm.tif"], "LABELS": str(labels), "EPOCHS": 1}
    with_area = train(**given, LABELLED_AREA=str(part), OUTPUT=str(tmp_path / "a.pt"))
    without = train(**given, OUTPUT=str(tmp_path / "b.pt"))
    metrics = [bundle.load(made["OUTPUT"]).card["provenance"]["metrics"] for made in (with_area, without)]
    counts = [each["validation, this model"]["count"] for each in metrics]
    assert 0 < counts[0] <= counts[1] and with_area["IOU"] > 0.5


def test_pix2pix_against_its_discriminator_finds_the_same_twice(find, train, town, tmp_path: Path):
    options = {"ARCHITECTURE": "pix2pix", "EPOCHS": 1, "SAMPLES": 1, "TILE_SIZE": 256, "BATCH_SIZE": 1}
    made = train(IMAGERY=town["rgb.tif"], LABELS=town["mask.tif"], OUTPUT=str(tmp_path / "p.pt"), **options)
    model = bundle.load(made["OUTPUT"])
    assert model.card["network"]["family"] == "pix2pix" and model.discriminator is not None
    given = {"IMAGERY": town["rgb.tif"], "MODEL": made["OUTPUT"]}
    one, other = (find(**given, OUTPUT=str(tmp_path / f"{k}.tif")) for k in range(2))
    assert one.shape == (200, 320) and np.array_equal(one, other)


def test_places_of_a_configuration(train, town, tmp_path: Path):
    """Paths count from the file; what the dialog leaves open is the file's."""
    places = [
        {"name": "all", "dsm": town["dsm.tif"], "labels": "houses.geojson", "area_type": "train"},
        {"dsm": town["dsm.tif"], "labels": town["mask.tif"], "area_type": "val"},
    ]
    for each in places[:1]:
        (tmp_path / each["labels"]).write_text(Path(town["houses.geojson"]).read_text())
    path = tmp_path / "places.json"
    path.write_text(json.dumps({"datasets": places, "training_settings": {"n_epochs": 1}}))
    options = {key: 0 for key in SHORT if key in ("EPOCHS",)}
    made = train(CONFIG=str(path), OUTPUT=str(tmp_path / "m.pt"), **options)
    card = bundle.load(made["OUTPUT"]).card
    assert card["provenance"]["data"] == ["all", "dsm"] and made["IOU"] > 0.9
    assert card["provenance"]["recipe"]["epochs"] == 1


def test_places_and_layers_are_not_mixed(train, town, tmp_path: Path):
    from qgis.core import QgsProcessingException

    path = tmp_path / "places.json"
    path.write_text("{}")
    for given, sentence in (({"DSM": town["dsm.tif"]}, "leave one of the two empty"), ({}, "a place in")):
        with pytest.raises(QgsProcessingException, match=sentence):
            train(CONFIG=str(path), OUTPUT=str(tmp_path / "m.pt"), **given)


REFUSED = {
    "labels": ({"LABELS": None}, "give LABELS, polygons or a mask"),
    "published": ({"COMPATIBILITY": True}, "takes IMAGERY alone; leave DSM and NDVI empty"),
    "nothing": ({"DSM": None}, "give a DSM or IMAGERY"),
    "esfpnet": ({"ARCHITECTURE": "esfpnet"}, "give a mit_b*.pth or an ESFPNet checkpoint as MODEL"),
    "pix2pix": ({"ARCHITECTURE": "pix2pix"}, "takes IMAGERY alone; leave DSM and NDVI empty"),
    "other": ({"MODEL": "refine-geometry"}, "run it with roofline:refinedsm"),
    "architecture": ({"MODEL": "buildings-surface", "ARCHITECTURE": "pix2pix"}, "is no pix2pix network"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(train, town, tmp_path: Path, case: str):
    from qgis.core import QgsProcessingException

    changed, sentence = REFUSED[case]
    given = {"DSM": town["dsm.tif"], "LABELS": town["mask.tif"], "OUTPUT": str(tmp_path / "m.pt"), **changed}
    with pytest.raises(QgsProcessingException) as caught:
        train(**given)
    assert sentence in str(caught.value) and not (tmp_path / "m.pt").exists()


def test_labels_elsewhere_are_refused(train, town, tmp_path: Path):
    from qgis.core import QgsProcessingException

    empty = rasters.write(
        tmp_path / "empty.tif", np.zeros((200, 320), np.uint8), geotransform=GRID, nodata=None
    )
    with pytest.raises(QgsProcessingException, match="LABELS show no building"):
        train(DSM=town["dsm.tif"], LABELS=str(empty), OUTPUT=str(tmp_path / "m.pt"))


TINY = {
    "embed_dims": [8, 16, 20, 32],
    "depths": [1, 2, 3, 1],
    "num_heads": [1, 2, 5, 8],
    "sr_ratios": [8, 4, 2, 1],
}
PICKLED = paths.PARITY / "dsm_enhancer" / "esfpnet_tiny_pickled" / "ESFPNet_DSM_2021_segmentation.pt"


@pytest.fixture
def find(qgis):
    import processing

    def find(**given) -> np.ndarray:
        return gdal.Open(processing.run("roofline:buildingmask", given)["OUTPUT"]).ReadAsArray()

    return find


@pytest.mark.parametrize(("role", "layer"), [("DSM", "dsm.tif"), ("IMAGERY", "rgb.tif")])
def test_an_esfpnet_from_its_encoder(find, train, town, tmp_path: Path, role: str, layer: str):
    import torch
    from roofline.models.networks.esfpnet import ESFPNet

    encoder = weight_recipe.filled(ESFPNet(**TINY), "file").backbone.state_dict()
    torch.save(encoder, tmp_path / "mit_b9.pth")
    given = {role: town[layer], "LABELS": town["mask.tif"], "MODEL": str(tmp_path / "mit_b9.pth")}
    made = train(**given, ARCHITECTURE="esfpnet", OUTPUT=str(tmp_path / "e.pt"))
    model = bundle.load(made["OUTPUT"])
    assert model.card["network"]["family"] == "esfpnet" and "untrained" not in model.card
    changed = model.network.backbone.state_dict()
    assert any(not torch.equal(changed[name], value) for name, value in encoder.items() if name in changed)
    found = find(**{role: town[layer]}, MODEL=made["OUTPUT"], OUTPUT=str(tmp_path / "f.tif"))
    assert found.shape == (200, 320)


@pytest.mark.skipif(not PICKLED.is_file(), reason="needs ../shared/parity")
def test_a_published_esfpnet_ends_as_model_files_do(train, town, tmp_path: Path):
    given = {"DSM": town["dsm.tif"], "LABELS": town["mask.tif"], "MODEL": str(PICKLED)}
    made = train(**given, OUTPUT=str(tmp_path / "e.pt"))
    assert bundle.load(made["OUTPUT"]).card["network"]["family"] == "esfpnet" and "IOU_BEFORE" in made


def test_a_surface_with_vegetation(find, train, town, tmp_path: Path):
    truth = gdal.Open(town["mask.tif"]).ReadAsArray() > 0
    green = np.where(truth, 0.0, 0.6).astype(np.float32)
    ndvi = str(rasters.write(tmp_path / "ndvi.tif", green, geotransform=GRID))
    given = {"DSM": town["dsm.tif"], "NDVI": ndvi}
    made = train(**given, LABELS=town["mask.tif"], OUTPUT=str(tmp_path / "n.pt"))
    assert len(bundle.load(made["OUTPUT"]).card["inputs"]) == 2
    found = find(**given, MODEL=made["OUTPUT"], OUTPUT=str(tmp_path / "f.tif")) > 0
    assert (found & truth).sum() > 0.7 * (found | truth).sum()


def test_labels_in_another_crs(train, town, tmp_path: Path):
    gdal.Warp(str(tmp_path / "wgs.tif"), town["mask.tif"], srcSRS="EPSG:32631", dstSRS="EPSG:4326")
    labels = str(tmp_path / "wgs.tif")
    made = train(DSM=town["dsm.tif"], LABELS=labels, EPOCHS=1, OUTPUT=str(tmp_path / "m.pt"))
    assert made["IOU"] > 0.9
