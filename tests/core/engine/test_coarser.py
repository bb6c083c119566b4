"""Models that were trained on joined pixels take a layer's own pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle
from roofline.models.engine.coarser import weights
from roofline.models.errors import RooflineError
from roofline.models.modelfile.card import check_card
from roofline.models.predict import predict
from scipy import ndimage
from support import rasters
from support.toy_models import TALL, finding_model


@pytest.mark.parametrize("kind", ["average", "bilinear", "cubic", "lanczos", "nearest"])
@pytest.mark.parametrize(("fine", "coarse"), [(675, 256), (96, 64)])
def test_pixels_are_joined_as_gdal_joins_them(tmp_path, kind, fine, coarse):
    values = np.random.default_rng(0).uniform(0, 255, (fine, fine)).astype(np.float32)
    path = str(rasters.write(tmp_path / "a.tif", values, nodata=None))
    made = gdal.Translate("", path, format="MEM", width=coarse, height=coarse, resampleAlg=kind)
    matrix = weights(fine, coarse, kind)
    ours, theirs = matrix @ values @ matrix.T, made.ReadAsArray()
    inner = np.s_[4:-4, 4:-4]  # at its edge GDAL leaves out what kernels want beyond
    assert np.abs(ours - theirs)[inner].max() < 0.05
    np.testing.assert_allclose(matrix.sum(axis=1), 1)


def resampled(folder, name: str, **resample) -> bundle.ModelBundle:
    made = bundle.load(str(finding_model(folder, name, ("image",))))
    made.card["resample"] = resample
    made.save(folder / f"{name}.pt")
    return bundle.load(str(folder / f"{name}.pt"))


def expected(values: np.ndarray, coarse: int) -> np.ndarray:
    """The toy model's probability of coarse pixels, brought back."""
    matrix = weights(len(values), coarse, "average")
    logits = 100.0 * (matrix @ values @ matrix.T - TALL) / 255
    up = torch.nn.functional.interpolate(
        torch.from_numpy(logits)[None, None], size=values.shape, mode="bilinear", align_corners=False
    )
    return torch.sigmoid(up)[0, 0].numpy()


def smooth(size: tuple[int, int]) -> np.ndarray:
    noise = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal(size), 9)
    return np.clip(TALL + 30 * noise / noise.std(), 0, 255).astype(np.float32)


def test_a_tile_is_seen_coarser_and_the_answer_lies_on_the_layer(tmp_path):
    model = resampled(tmp_path, "coarse", factor=2.5)
    tiles = model.spec.layer_tile
    assert (tiles.size, tiles.overlap, tiles.multiple) == (160, 40, 80)
    values = smooth((160, 160))
    values += np.where(np.arange(160) % 2, 40, -40)  # gone where pixels are joined, there for the layer's own
    path = rasters.write(tmp_path / "a.tif", values, nodata=None)
    predict(model, [path], tmp_path / "m.tif", probability=tmp_path / "p.tif", device="cpu")
    found = gdal.Open(str(tmp_path / "p.tif"))
    assert found.GetGeoTransform() == gdal.Open(str(path)).GetGeoTransform()
    np.testing.assert_allclose(found.ReadAsArray(), expected(values, 64), atol=1e-3)
    plain = bundle.load(str(finding_model(tmp_path, "plain", ("image",))))
    predict(plain, [path], tmp_path / "n.tif", probability=tmp_path / "q.tif", device="cpu")
    own = gdal.Open(str(tmp_path / "q.tif")).ReadAsArray()
    assert np.abs(own - expected(values, 64)).mean() > 0.1


def test_many_tiles_meet_without_a_seam(tmp_path):
    values = smooth((500, 500))
    path = rasters.write(tmp_path / "a.tif", values, nodata=None)
    model = resampled(tmp_path, "coarse", factor=2.5)
    predict(model, [path], tmp_path / "m.tif", probability=tmp_path / "p.tif", device="cpu")
    found = gdal.Open(str(tmp_path / "p.tif")).ReadAsArray()
    assert np.abs(found - expected(values, 200)).max() < 0.06


@pytest.mark.parametrize(
    "wrong", [{"factor": 0}, {"factor": 40}, {"factor": 2, "filter": "mode"}, {"filter": "average"}, 2, "2"]
)
def test_a_faulty_resampling_is_refused(tmp_path, wrong):
    card = dict(bundle.load(str(finding_model(tmp_path, "toy", ("image",)))).card)
    check_card({**card, "resample": None})
    check_card({**card, "resample": {"factor": 2.637, "filter": "cubic"}})
    with pytest.raises(RooflineError, match="resample"):
        check_card({**card, "resample": wrong})
