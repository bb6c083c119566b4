"""ResDepth's results folders: the published network, its normalisation, its raster; what is refused."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks, published
from roofline.models.engine.normalise import Normaliser
from roofline.models.engine.tiles import Axis
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Input
from roofline.models.predict import predict
from roofline.models.raster.grid import Window
from support import paths, rasters, resdepth_folder

PARITY = paths.PARITY / "resdepth"
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
MODELS = sorted(folder.name for folder in PARITY.glob("models/m*")) or ["none"]
TOLERANCE = 1e-3  # metres


def shared(name):
    return json.loads((PARITY / "functions" / f"{name}.json").read_text())


@needs_parity
@pytest.mark.parametrize("case", MODELS)
def test_models(case, tmp_path):
    folder = PARITY / "models" / case
    model = published.load(folder / "checkpoints" / "Model_best.pth")
    meta = json.loads((folder / "meta.json").read_text())
    x = torch.from_numpy(np.load(folder / "input.npz")["input"])
    expected = np.load(folder / "output.npz")["output"]
    assert not model.network.training
    assert len(model.card["inputs"]) == x.shape[1] + ("_stereo_" in case)
    model.save(tmp_path / "model.pt")
    for network in (model.network, bundle.load(tmp_path / "model.pt").network):
        with torch.inference_mode():
            np.testing.assert_allclose(network(x).numpy(), expected, atol=2e-4)
    assert meta


@needs_parity
@pytest.mark.parametrize("index", range(6))
def test_tile_grids(index):
    """Positions, and weights between the intervals that only one tile covers."""
    grid = shared("tile_grids")[index]
    size, overlap = grid["tile_size"], grid["tile_size"] - grid["stride"]
    positions = []
    for (x0, x1), (y0, y1) in zip(grid["x_extent"], grid["y_extent"]):
        rows, cols = (
            Axis.plan(last - first + 1, size, overlap, layout="shifted", blend="linear")
            for first, last in ((y0, y1), (x0, x1))
        )
        positions += [[y0 + row, x0 + col] for row in rows.origins for col in cols.origins]
    assert positions == grid["tile_position_y_x"]


@needs_parity
def test_blend_weights():
    """The published weights of a tile follow from its place along both axes."""
    arrays = np.load(PARITY / "functions" / "blend_weights.npz")
    compared = 0
    for case in shared("blend_weights"):
        size, overlap = case["tile_size"], case["tile_size"] - case["stride"]
        ways = [
            axis_weights(size, overlap, case[low], case[high])
            for low, high in (("uly", "lry"), ("ulx", "lrx"))
        ]
        if all(way is not None for way in ways):
            np.testing.assert_allclose(np.outer(*ways), arrays[case["key"]], atol=1e-6)
            compared += 1
    assert compared >= 6


def axis_weights(size, overlap, low, high):
    """This engine's weights of a tile whose interval without overlap is low..high, if there is one."""
    stride = size - overlap
    for length in range(size, 4 * size):
        axis = Axis.plan(length, size, overlap, layout="shifted", blend="linear")
        for index, weights in enumerate(axis.weights):
            first, last = index == 0, index == len(axis.weights) - 1
            moved = axis.origins[-2] + stride - axis.origins[-1] if last and not first else 0
            mine = (0 if first else overlap + moved, size - 1 if last else stride - 1)
            neighbour_moved = index == len(axis.weights) - 2 and length % stride
            if mine == (low, high) and not neighbour_moved:
                return weights
    return None


@needs_parity
def test_samples():
    """Normalised inputs and their mean, of every variant, as the published data set makes them."""
    arrays = np.load(PARITY / "functions" / "samples.npz")
    folder = PARITY / "functions" / "samples_data"
    for case in shared("samples"):
        inputs = [
            {"role": "dsm", "normalisation": {"kind": "mean-std", "mean": None, "std": case["dsm_std"]}}
        ]
        if case["input_channels"] == "stereo":
            inputs[0]["withheld"] = True
        mean = case["ortho_mean"] or None
        rule = {"kind": "standardise", "mean": mean, "std": case["ortho_std"], "joint": mean is None}
        images = case["image_pairs"][case["image_pair_index"]] if case["image_pairs"] else []
        inputs += [{"role": "image", "normalisation": rule}] * len(images)
        size = case["tile_size"]
        cut = np.s_[case["y"] : case["y"] + size, case["x"] : case["x"] + size]
        files = [dsm_of(folder), *[folder / f"{case['image_list'][image]}.tif" for image in images]]
        layers = [rasters.read(file)[cut][None].astype(np.float32) for file in files]
        sample = Normaliser([Input.from_json(entry) for entry in inputs], 0.5, [1.0] * len(inputs)).sample(
            layers
        )
        np.testing.assert_allclose(sample.inputs, input_of(arrays, case["key"]), atol=2e-5)
        assert sample.offset == pytest.approx(case["dsm_mean"], abs=1e-4)
        assert sample.scale == case["dsm_std"]


def dsm_of(folder):
    return next(file for file in sorted(folder.glob("*.tif")) if "in" in file.stem or "initial" in file.stem)


def input_of(arrays, key):
    return next(arrays[name] for name in arrays.files if name.startswith(key) and "input" in name)


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("variant", ["geom", "geom-mono", "geom-stereo", "geom-multiview", "stereo"])
def test_a_folder_of_ones_own(tmp_path, variant, old):
    channels = {"geom": 1, "geom-mono": 2, "geom-stereo": 3, "geom-multiview": 5, "stereo": 2}[variant]
    path = resdepth_folder.make(
        tmp_path / "run", variant, old, n_input_channels=channels, outer_skip=variant != "stereo"
    )
    model = published.load(path)
    card = model.card
    assert [entry["role"] for entry in card["inputs"][1:]] == ["image"] * (channels - (variant != "stereo"))
    assert card["inputs"][0]["normalisation"] == {"kind": "mean-std", "mean": None, "std": 4.5}
    assert card["tile"] == {
        "size": 256,
        "overlap": 128,
        "multiple": 4,
        "layout": "shifted",
        "blend": "linear",
    }
    assert card["provenance"]["licence"] == "unknown" and model.name == f"resdepth-{variant}"
    state = torch.load(path, weights_only=True)["model_state_dict"]
    assert all(torch.equal(value, state[name]) for name, value in model.network.state_dict().items())


@pytest.mark.parametrize("variant", ["geom-stereo", "stereo"])
def test_the_published_raster(tmp_path, rng, variant):
    """Tiles of the published size one at a time, blended in float64, against the engine's raster."""
    channels = 3 if variant == "geom-stereo" else 2
    path = resdepth_folder.make(
        tmp_path / "run", variant, n_input_channels=channels, outer_skip=channels == 3
    )
    (tmp_path / "run" / "config.json").write_text('{"training_settings": {"tile_size": 32}}')
    model = published.load(path)
    layers = [300 + 5 * rng.random((77, 100)), *(200 + 100 * rng.random((2, 77, 100)))]
    files = [rasters.write(tmp_path / f"{i}.tif", layer.astype(np.float32)) for i, layer in enumerate(layers)]
    predict(model, files, tmp_path / "out.tif")
    expected = as_published(model.network, [rasters.read(file) for file in files], variant, 32)
    np.testing.assert_allclose(rasters.read(tmp_path / "out.tif"), expected, atol=2e-4)


def as_published(network, layers, variant, size):
    """The original's schedule, written from its description: linear ramps with both ends."""
    height, width = layers[0].shape
    total = np.zeros((height, width))
    for top, low, high in intervals(height, size):
        for left, first, last in intervals(width, size):
            cut = np.s_[top : top + size, left : left + size]
            mean = layers[0][cut].mean(dtype=np.float64)
            planes = [(layers[0][cut] - mean) / 4.5, *((layer[cut] - 250) / 80 for layer in layers[1:])]
            x = np.stack(planes[1:] if variant == "stereo" else planes)[None].astype(np.float32)
            with torch.inference_mode():
                y = network(torch.from_numpy(x))[0, 0].double().numpy() * 4.5 + mean
            total[cut] += y * np.outer(ramps(size, low, high), ramps(size, first, last))
    return total


def intervals(length, size):
    stride, position, low, high = size // 2, 0, 0, size // 2 - 1
    while True:
        end = position + size - 1
        if end >= length - 1:
            yield length - size, low + end - (length - 1), size - 1
            return
        yield position, low, high
        position, low = position + stride, size - stride


def ramps(size, low, high):
    overlap = size - size // 2
    weights, ramp = np.ones(size), np.linspace(0, 1, overlap)
    if low > 0:
        weights[: low - overlap], weights[low - overlap : low] = 0, ramp
    if high < size - 1:
        weights[high + 1 :] *= ramp[::-1]
    return weights


def test_images_share_the_mean_of_their_tile(tmp_path, rng):
    path = resdepth_folder.make(tmp_path / "run")
    resdepth_folder.numbers(tmp_path / "run" / "Image_normalization_parameters.p", None, 80.0)
    model = published.load(path)
    images = rng.random((2, 1, 16, 16), dtype=np.float32) * 100
    images[0, 0, :4] = np.nan
    heights = np.full((1, 16, 16), 50, np.float32)
    sample = Normaliser(model.spec.inputs, 0.5, [1.0] * 3).sample([heights, *images])
    valid = images[~np.isnan(images)]
    expected = np.where(np.isnan(images), 0, (images - valid.mean()) / 80)[:, 0]
    np.testing.assert_allclose(sample.inputs[1:], expected, atol=1e-6)


def test_files_beside_the_checkpoint(tmp_path):
    path = resdepth_folder.make(tmp_path / "run")
    for file in (tmp_path / "run").glob("*.*"):
        file.rename(path.parent / file.name)
    assert published.load(path).card["inputs"][2]["normalisation"]["mean"] == 250


def bad_config(**changes):
    def change(folder, path):
        file = folder / "model_config.json"
        config = json.loads(file.read_text())
        settings = {**config["settings"], **changes.pop("settings", {})}
        file.write_text(json.dumps({**config, "settings": settings, **changes}))

    return change


def bad_weights(edit):
    def change(folder, path):
        state = torch.load(path, weights_only=True)["model_state_dict"]
        edit(state)
        resdepth_folder.save(path, state)

    return change


def content_of(name, data):
    return lambda folder, path: (folder / name).write_bytes(data)


def without(name):
    return lambda folder, path: (folder / name).unlink()


def image_numbers(mean, std):
    return lambda folder, path: resdepth_folder.numbers(
        folder / "Image_normalization_parameters.p", mean, std
    )


LAST = "last_layer.weight"
FAULTS = {
    "NaN weights": (bad_weights(lambda s: s[LAST].fill_(float("nan"))), "not finite numbers"),
    "one infinite weight": (bad_weights(lambda s: s[LAST].view(-1)[3:4].fill_(float("inf"))), "not finite"),
    "a missing key": (bad_weights(lambda s: s.pop("decoder.0.0.bias")), "1 are missing .*decoder.0.0.bias"),
    "a surplus key": (bad_weights(lambda s: s.update(more=torch.ones(2))), "1 are unknown .*more"),
    "a surplus key of 10 000 letters": (
        bad_weights(lambda s: s.update({"\n" * 10**4: torch.ones(2)})),
        "\\?",
    ),
    "a wrong shape": (bad_weights(lambda s: s.update({LAST: torch.ones(1, 8, 5, 5)})), "shape .1, 8, 5, 5."),
    "whole numbers": (bad_weights(lambda s: s.update({LAST: s[LAST].long()})), "last_layer.weight"),
    "words for weights": (bad_weights(lambda s: s.update({"decoder.1.bias": "many"})), "1 are missing"),
    "another depth": (bad_config(settings={"depth": 3}), "missing"),
    "a billion channels": (bad_config(settings={"start_kernel": 10**9}), "do not describe"),
    "channels for 20 GB": (
        bad_config(settings={"start_kernel": 4096, "max_filter_depth": 4096, "depth": 12}),
        "missing",
    ),
    "a negative depth": (bad_config(settings={"depth": -4}), "do not describe|agree|cannot"),
    "a depth in words": (bad_config(settings={"depth": "five"}), "do not describe|number"),
    "an unknown setting": (bad_config(settings={"attention": True}), "do not describe"),
    "an unknown variant": (bad_config(input_channels="geom-quad"), "geom-quad"),
    "a variant of other channels": (bad_config(input_channels="geom"), "3 input channels"),
    "another network": (bad_config(name="WNet"), "does not describe a UNet"),
    "settings that are a list": (bad_config(name=None), "does not describe a UNet"),
    "no configuration": (
        without("model_config.json"),
        "model_config.json is neither beside .*nor in the folder",
    ),
    "no height numbers": (without("DSM_normalization_parameters.p"), "DSM_normalization_parameters.p"),
    "no image numbers": (without("Image_normalization_parameters.p"), "Image_normalization_parameters.p"),
    "a configuration that is no JSON": (content_of("model_config.json", b"{'name'"), "cannot be read"),
    "a configuration of brackets": (content_of("model_config.json", b"[" * 10**5), "cannot be read"),
    "numbers that are no pickle": (content_of("DSM_normalization_parameters.p", b"4.5"), "cannot be read"),
    "a spread of 0": (image_numbers(250.0, 0.0), "positive std"),
    "a spread of NaN": (image_numbers(250.0, float("nan")), "positive std"),
    "a spread in words": (image_numbers(250.0, "wide"), "positive std"),
    "a mean of infinity": (image_numbers(float("inf"), 80.0), "positive std"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_folders(tmp_path, fault):
    path = resdepth_folder.make(tmp_path / "run")
    change, words = FAULTS[fault]
    change(tmp_path / "run", path)
    with pytest.raises(RooflineError, match=words) as caught:
        published.load(path, "resdepth")
    sentence = str(caught.value)
    assert re.search(r"[.)]$", sentence) and "\n" not in sentence and len(sentence) < 400


def test_what_is_of_another_system(tmp_path):
    torch.save({"some.weight": torch.ones(3)}, tmp_path / "other.pth")
    with pytest.raises(RooflineError, match=r"of no known system .*model_config.json") as caught:
        published.load(tmp_path / "other.pth")
    assert "satgen" in str(caught.value)
    with pytest.raises(RooflineError, match=r"no ResDepth checkpoint .*encoder.0.0.0.weight"):
        published.load(tmp_path / "other.pth", "resdepth")
    with pytest.raises(RooflineError, match="family 'vgg' is unknown"):
        published.load(tmp_path / "other.pth", "vgg")


def test_a_model_file_needs_no_import(tmp_path):
    published.load(resdepth_folder.make(tmp_path / "run")).save(tmp_path / "model.pt")
    with pytest.raises(RooflineError, match="a Roofline model already"):
        published.load(tmp_path / "model.pt")


def test_importing_leaves_the_callers_random_numbers(tmp_path):
    path = resdepth_folder.make(tmp_path / "run")
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    published.load(path)
    assert torch.equal(torch.rand(1), expected)


def test_the_model_outlives_the_checkpoint(tmp_path):
    """Weights are copies: the file may be replaced or deleted afterwards."""
    path = resdepth_folder.make(tmp_path / "run")
    model = published.load(path)
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    path.write_bytes(bytes(path.stat().st_size))
    assert all(torch.equal(value, before[name]) for name, value in model.network.state_dict().items())
    assert isinstance(model.network, type(networks.build("resdepth", {})))


@needs_parity
@pytest.mark.parametrize("stripe", [0, 1])
def test_a_rectangle_of_the_raster(tmp_path, stripe):
    """The training stripes of a published run, by window."""
    case = PARITY / "pipeline" / "p04_geom_trainstripes"
    window = (Window(0, 0, 80, 300), Window(240, 0, 160, 300))[stripe]
    model = published.load(case / "model" / "checkpoints" / "Model_best.pth")
    predict(model, [PARITY / "scene" / "dsm_initial.tif"], tmp_path / "out.tif", window=window, tile_size=64)
    expected = rasters.read(case / "results" / "scene" / f"dsm_initial_prediction_{stripe}.tif")
    np.testing.assert_allclose(rasters.read(tmp_path / "out.tif"), expected, atol=TOLERANCE)


def test_files_from_before_batches_were_counted(tmp_path):
    """PyTorch reads them strictly too: the counts are bookkeeping."""
    path = resdepth_folder.make(tmp_path / "run")
    whole = published.load(path).network.state_dict()
    content = torch.load(path, weights_only=False)
    key = next(name for name, value in content.items() if isinstance(value, dict) and len(value) > 10)
    content[key] = {name: value for name, value in content[key].items() if "num_batches" not in name}
    torch.save(content, path)
    again = published.load(path).network.state_dict()
    counts = [name for name in whole if "num_batches" in name]
    assert counts and all(int(again[name]) == 0 for name in counts)
    assert all(torch.equal(whole[name], again[name]) for name in whole if name not in counts)


def test_a_torchscript_program_is_called_by_its_name(tmp_path):
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(tmp_path / "program.pth"))
    with pytest.raises(RooflineError, match=r"program\.pth is a TorchScript program.*Import model"):
        published.load(tmp_path / "program.pth")
