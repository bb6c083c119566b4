"""What QGIS lists: ids, texts, icons, parameters, with and without PyTorch."""

from __future__ import annotations

import html
import os
import re
import shlex
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
from conftest import ROOT

PUBLIC = {
    "refinedsm": {
        "parameters": "INPUT GUIDES BUILDINGS FILL_VOIDS GUIDE_SETS MODEL EXTENT TILE_SIZE OVERLAP "
        "BATCH_SIZE DEVICE PRECISION CREATION_OPTIONS CLUSTER OUTPUT UNCERTAINTY",
        "outputs": "OUTPUT UNCERTAINTY MEAN_ABSOLUTE_CHANGE VOIDS_FILLED",
    },
    "reconstructdsm": {
        "parameters": "POINTS GUIDES PIXEL_SIZE MODEL EXTENT TILE_SIZE OVERLAP BATCH_SIZE DEVICE PRECISION "
        "CREATION_OPTIONS CLUSTER CRS CLASSES RETURNS WITHHELD SYNTHETIC OVERLAP_POINTS SCHEDULE OUTPUT "
        "UNCERTAINTY",
        "outputs": "OUTPUT UNCERTAINTY POINT_COUNT",
    },
    "evaluatedsm": {
        "parameters": "INPUT REFERENCE BASELINE VALID_MASK BUILDING_MASK WATER_MASK FOREST_MASK MAX_ERROR "
        "COMPATIBILITY CREATION_OPTIONS CLUSTER ERROR REPORT METRICS TABLE",
        "outputs": "ERROR REPORT METRICS TABLE MAE RMSE MEDIAN_AE NMAD BIAS LE90",
    },
    "buildingmask": {
        "parameters": "DSM IMAGERY NDVI THRESHOLD MIN_AREA REFINE MODEL EXTENT TILE_SIZE OVERLAP BATCH_SIZE "
        "DEVICE PRECISION CREATION_OPTIONS CLUSTER OUTPUT PROBABILITY",
        "outputs": "OUTPUT PROBABILITY BUILDING_AREA",
    },
    "buildingfootprints": {
        "parameters": "INPUT DSM DTM REGULARIZE TOLERANCE MIN_AREA STEP THRESHOLD CLUSTER OUTPUT SOLIDS",
        "outputs": "OUTPUT SOLIDS COUNT",
    },
    "evaluatemask": {
        "parameters": "INPUT REFERENCE VALID_MASK PIXEL_SIZE TILE_SIZE COMPATIBILITY REPORT METRICS TABLE",
        "outputs": "REPORT METRICS TABLE IOU F1 PRECISION RECALL BOUNDARY_IOU BOUNDARY_F1",
    },
    "evaluateimagery": {
        "parameters": "INPUT MASK CHANNEL_ORDER REFERENCE OTHER_SEEDS REAL_IMAGES MODEL PAINTER TILE_SIZE "
        "OVERLAP FEATURES PATCH_SIZE PATCHES DEVICE PRECISION REPORT METRICS TABLE",
        "outputs": "REPORT METRICS TABLE IOU SEAM_RATIO PSNR SSIM GMSD FEATURE_DISTANCE KID DIVERSITY",
    },
    "composemask": {
        "parameters": "ROADS BUILDINGS ROAD_WIDTH EXTENT PIXEL_SIZE CHANNEL_ORDER CREATION_OPTIONS OUTPUT",
        "outputs": "OUTPUT",
    },
    "synthesizeimagery": {
        "parameters": "INPUT CHANNEL_ORDER SEED DIVERSITY BACKGROUND MODEL EXTENT TILE_SIZE OVERLAP "
        "BATCH_SIZE DEVICE PRECISION CREATION_OPTIONS CLUSTER OUTPUT",
        "outputs": "OUTPUT",
    },
    "importmodel": {
        "parameters": "INPUT FAMILY NAME LICENCE INSTALL HEIGHTS OUTPUT",
        "outputs": "OUTPUT MODEL",
    },
    "traindsmrefiner": {
        "parameters": "INPUT REFERENCE GUIDES BUILDINGS BUILDING_MASK CONFIG ARCHITECTURE MODEL "
        "FREEZE_ENCODER EPOCHS SAMPLES TILE_SIZE BATCH_SIZE LEARNING_RATE GRADIENT_LOSS "
        "NORMAL_LOSS DEGRADE MISREGISTRATION PATIENCE SEED RESUME DEVICE PRECISION "
        "LICENCE OUTPUT REPORT LOGS RESDEPTH",
        "outputs": "OUTPUT REPORT LOGS RESDEPTH MAE_BEFORE MAE",
    },
    "trainbuildingmask": {
        "parameters": "DSM IMAGERY NDVI LABELS LABELLED_AREA CONFIG ARCHITECTURE MODEL EPOCHS SAMPLES "
        "TILE_SIZE LEARNING_RATE BATCH_SIZE COMPATIBILITY PATIENCE SEED RESUME DEVICE "
        "PRECISION LICENCE OUTPUT REPORT LOGS",
        "outputs": "OUTPUT REPORT LOGS IOU_BEFORE IOU",
    },
    "trainreconstruction": {
        "parameters": "POINTS REFERENCE HEIGHT_FIELD GUIDES CONFIG ARCHITECTURE MODEL EPOCHS SAMPLES "
        "BATCH_SIZE PIXEL_SIZE PATCH_SIZE LEARNING_RATE PATIENCE SEED CRS CLASSES RETURNS WITHHELD SYNTHETIC "
        "OVERLAP_POINTS RESUME DEVICE PRECISION LICENCE OUTPUT "
        "REPORT LOGS IMPLICITY DATASET",
        "outputs": "OUTPUT REPORT LOGS IMPLICITY DATASET IOU MAE MAE_GRID",
    },
    "trainimagery": {
        "parameters": "IMAGE ROADS BUILDINGS MASK CHANNEL_ORDER ROAD_WIDTH FOLDER CONFIG ARCHITECTURE MODEL "
        "VGG EPOCHS SAMPLES TILE_SIZE BATCH_SIZE LEARNING_RATE L1_LOSS PERCEPTUAL_LOSS MATCHING_LOSS "
        "COMPATIBILITY PATIENCE SEED RESUME DEVICE PRECISION LICENCE OUTPUT REPORT LOGS",
        "outputs": "OUTPUT REPORT LOGS COLOUR",
    },
    "labelimagery": {
        "parameters": "INPUT ROADS BUILDINGS SAM FOLDER LABELS ORIGINAL ROAD_PROMPT BUILDING_PROMPT SCORE "
        "TILE_SIZE ROAD_WIDTH DEVICE PYTHON CREATION_OPTIONS OUTPUT",
        "outputs": "OUTPUT COUNT",
    },
    "preparepatches": {
        "parameters": "INPUT PATCH_SIZE OVERLAP SCENE_SIZE MAX_WHITE MIN_LABEL TEST_SHARE SEED OUTPUT",
        "outputs": "OUTPUT COUNT",
    },
    "simulatecity": {
        "parameters": "EXTENT WIDTH HEIGHT PIXEL_SIZE SEED STYLE ERROR_MODEL SEVERITY CRS SUN_AZIMUTH "
        "SUN_ELEVATION BASE_TO_HEIGHT FACADES CREATION_OPTIONS TRUTH STEREO BUILDINGS IMAGES SECOND_IMAGE "
        "NDVI GROUND ROADS TREES ROOF_PLANES",
        "outputs": "TRUTH STEREO BUILDINGS IMAGES SECOND_IMAGE NDVI GROUND ROADS TREES ROOF_PLANES MAE",
    },
}


def test_provider(provider):
    assert (provider.id(), provider.name()) == ("roofline", "Roofline")
    assert not provider.icon().isNull()
    assert Path(provider.svgIconPath()).is_file()


def test_lists_the_public_algorithms(provider):
    names = {each.name() for each in provider.algorithms() if each.groupId() != "chains"}
    assert names == set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_metadata(provider, name):
    algorithm = provider.algorithm(name)
    for identifier in (algorithm.name(), algorithm.groupId()):
        assert re.fullmatch("[a-z0-9]+", identifier)
    assert re.fullmatch(r"[A-Z]\w*( [a-zA-Z]+)*", algorithm.displayName())
    assert len(algorithm.shortHelpString()) > 100
    assert algorithm.shortDescription()
    assert algorithm.tags()
    assert algorithm.helpUrl().startswith("https://")
    assert not algorithm.icon().isNull()
    assert Path(algorithm.svgIconPath()).is_file()
    assert algorithm.canExecute() == (True, "")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names(provider, name):
    algorithm = provider.algorithm(name).create()
    parameters = [parameter.name() for parameter in algorithm.parameterDefinitions()]
    outputs = [output.name() for output in algorithm.outputDefinitions()]
    assert parameters == PUBLIC[name]["parameters"].split()
    assert sorted(outputs) == sorted(PUBLIC[name]["outputs"].split())


def test_help_opens_the_page_of_the_algorithm(provider):
    """That which the README's table names first, of chains that on the desktop."""
    readme = (ROOT / "README.md").read_text("utf-8")
    row = r"^\| [^|]*\(`roofline:(\w+)`[^|]*\|[^|]*\| \[[^\]]*\]\(docs/([^)]*)\)"
    pages = dict(re.findall(row, readme, re.MULTILINE))
    assert pages.keys() == {*PUBLIC, "refineandevaluate"}
    for algorithm in provider.algorithms():
        page = pages.get(algorithm.name(), pages["refineandevaluate"])
        assert algorithm.helpUrl() == f"https://github.com/roofline-qgis/roofline/blob/main/docs/{page}"
        assert (ROOT / "docs" / page.partition("#")[0]).is_file()


# What has to be given to the algorithms that 0.1.0 had: people's models have it, and nothing that came later.
REQUIRED = {
    "refinedsm": "INPUT FILL_VOIDS GUIDE_SETS MODEL TILE_SIZE OVERLAP BATCH_SIZE DEVICE PRECISION",
    "reconstructdsm": "POINTS PIXEL_SIZE MODEL TILE_SIZE OVERLAP BATCH_SIZE DEVICE PRECISION SCHEDULE",
    "evaluatedsm": "INPUT REFERENCE COMPATIBILITY",
    "buildingmask": "MIN_AREA MODEL TILE_SIZE OVERLAP BATCH_SIZE DEVICE PRECISION",
    "composemask": "ROAD_WIDTH CHANNEL_ORDER",
    "synthesizeimagery": "INPUT CHANNEL_ORDER SEED DIVERSITY BACKGROUND MODEL TILE_SIZE OVERLAP BATCH_SIZE "
    "DEVICE PRECISION",
    "importmodel": "INPUT FAMILY INSTALL HEIGHTS",
    "traindsmrefiner": "ARCHITECTURE FREEZE_ENCODER EPOCHS SAMPLES TILE_SIZE BATCH_SIZE LEARNING_RATE "
    "GRADIENT_LOSS NORMAL_LOSS DEGRADE MISREGISTRATION PATIENCE SEED RESUME DEVICE PRECISION",
    "simulatecity": "WIDTH HEIGHT PIXEL_SIZE SEED STYLE ERROR_MODEL SEVERITY BASE_TO_HEIGHT FACADES",
}


@pytest.mark.parametrize("name", REQUIRED)
def test_what_came_later_may_be_left_out(qgis, name):
    """A model of the Model Designer that was saved before a parameter came stays valid."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
    )

    step = QgsProcessingModelChildAlgorithm(f"roofline:{name}")
    step.setChildId("step")
    for parameter in REQUIRED[name].split():
        step.addParameterSources(parameter, [QgsProcessingModelChildParameterSource.fromStaticValue("1")])
    model = QgsProcessingModelAlgorithm("mine", "own")
    model.addChildAlgorithm(step)
    assert not [words for words in model.validate()[1] if "mandatory" in words]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_parameter_says_what_it_is(provider, name):
    algorithm = provider.algorithm(name).create()
    for parameter in algorithm.parameterDefinitions():
        assert parameter.description() and parameter.help(), parameter.name()


def test_help_has_an_example_that_runs_so(provider):
    """What the help says can be typed: every name is a parameter, every value one that it takes."""
    from qgis.core import QgsProcessingParameterDefinition

    for listed in provider.algorithms():
        text = listed.shortHelpString()
        command = html.unescape(re.search("<code>(.+?)</code>", text).group(1))
        assert shlex.split(command)[:4] == ["qgis_process", "run", listed.id(), "--"]
        given = dict(pair.split("=", 1) for pair in shlex.split(command)[4:])
        algorithm = listed.create()
        parameters = {each.name(): each for each in algorithm.parameterDefinitions()}
        assert given.keys() <= parameters.keys(), listed.id()
        for name, value in given.items():
            assert parameters[name].checkValueIsAcceptable(value), (listed.id(), name)
        optional = QgsProcessingParameterDefinition.Flag.FlagOptional
        for name, each in parameters.items():
            needed = not each.flags() & optional and each.defaultValue() is None
            assert not needed or name in given, (listed.id(), name)


def test_help_tells_every_parameter_and_the_limits(provider):
    for algorithm in provider.algorithms():
        text = algorithm.shortHelpString()
        assert text.count("<p>") >= 2
        for parameter in algorithm.parameterDefinitions():
            assert f"<b>{parameter.description()}</b> ({parameter.name()})" in text
            assert parameter.help() in text
        assert "<h3>Limits</h3>" in text, algorithm.id()


def test_unload_and_load_again(qgis):
    registry = qgis.processingRegistry()
    qgis.roofline.unload()
    assert registry.providerById("roofline") is None
    qgis.roofline.initProcessing()
    assert registry.algorithmById("roofline:refinedsm") is not None


def test_metadata_file():
    parser = ConfigParser()
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    general = parser["general"]
    for key in ("name", "description", "version", "author", "email", "about", "tracker", "repository"):
        assert general[key]
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert general["hasProcessingProvider"] == "yes"
    assert (ROOT / general["icon"]).is_file()


WITHOUT_TORCH = """
import importlib.util, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
root = sys.argv[1]
init = root + "/__init__.py"
spec = importlib.util.spec_from_file_location("roofline", init, submodule_search_locations=[root])
module = importlib.util.module_from_spec(spec)
sys.modules["roofline"] = module
spec.loader.exec_module(module)
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
plugin = module.classFactory(None)
plugin.initProcessing()
for algorithm in application.processingRegistry().providerById("roofline").algorithms():
    print(algorithm.name(), *algorithm.create().canExecute())
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
from roofline.algorithms.common.bridge import core_run
try:
    with core_run(QgsProcessingContext(), QgsProcessingFeedback(), torch=True):
        pass
except QgsProcessingException as error:  # scripts run what cannot be executed
    print("core_run", error)
print("torch" in sys.modules)
plugin.unload()
"""


def test_lists_everything_without_torch(qgis, tmp_path):
    script = tmp_path / "without_torch.py"
    script.write_text(WITHOUT_TORCH)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, str(script), str(ROOT)], capture_output=True, text=True, env=environment, timeout=300
    )
    assert run.returncode == 0, run.stderr
    lines = run.stdout.strip().splitlines()
    assert lines[-1] == "False"
    answers = dict(line.split(" ", 1) for line in lines[:-1])
    assert set(answers) >= set(PUBLIC)
    assert answers["plantoimagery"].startswith("False PyTorch is missing")
    assert answers["evaluatedsm"].startswith("True")
    assert answers["reconstructdsm"].startswith("True")
    assert answers["simulatecity"].startswith("True")
    assert answers["composemask"].startswith("True")
    assert answers["refinedsm"].startswith("False PyTorch is missing: the menu")
    assert answers["core_run"] == answers["refinedsm"].removeprefix("False ")


def test_null_is_what_nothing_is(qgis):
    """An empty field of a dialog may be Qt's NULL, which equals None and is not None."""
    from qgis.core import NULL, QgsProcessingContext
    from roofline.algorithms.common.parameter_errors import fault

    provider, context, seen = qgis.processingRegistry().providerById("roofline"), QgsProcessingContext(), 0
    for algorithm in provider.algorithms():
        for definition in algorithm.parameterDefinitions():
            assert fault(definition, NULL, context) == fault(definition, None, context), definition.name()
            seen += 1
    assert seen > 200


ODD = (
    [], [[]], [None], {}, {"a": 1}, object(), float("nan"), float("inf"), True, b"x", " ", "a\nb", "\u202eb",
    "😀", "'\"`", "x" * 10_000, 10**400, Path("a"), ["x", 5],
)  # fmt: skip
OF_PYTHON = re.compile(r"\[|\]|\{|\}|\b(None|True|False|nan|inf|bytes|PosixPath|object|Error)\b|0x|b'|\n")


def test_no_value_is_told_in_the_marks_of_python(qgis):
    """Each parameter with each odd value: one line that names the parameter and ends as a sentence."""
    from qgis.core import QgsProcessingContext
    from roofline.algorithms.common.parameter_errors import fault

    context, said = QgsProcessingContext(), set()
    for algorithm in qgis.processingRegistry().providerById("roofline").algorithms():
        for definition in algorithm.parameterDefinitions():
            for value in ODD:
                words = fault(definition, value, context)
                said |= {(definition.name(), words.replace(" [CRS]", ""))} if words else set()
    wrong = {words for name, words in said if OF_PYTHON.search(words) or not words.endswith(".")}
    wrong |= {words for name, words in said if name not in words or len(words) > 600}
    assert len(said) > 400 and wrong == set()


def test_files_need_no_dot_in_their_name(qgis):
    """As programs (python3) and checkpoints have none; where an ending is needed, it is said."""
    from qgis.core import QgsProcessingContext, QgsProcessingParameterFile
    from roofline.algorithms.common.parameter_errors import fault

    said, context = {}, QgsProcessingContext()
    for algorithm in qgis.processingRegistry().providerById("roofline").algorithms():
        for definition in algorithm.parameterDefinitions():
            if isinstance(definition, QgsProcessingParameterFile):
                key = f"{algorithm.name()} {definition.name()}", definition.extension()
                said[key] = fault(definition, "/usr/bin/python3", context)
    assert ("labelimagery PYTHON", "") in said and len(said) > 12
    wrong = "CONFIG is /usr/bin/python3: give the path of a .json file."
    assert {words for (_, ending), words in said.items() if not ending} == {""}
    assert {words for (_, ending), words in said.items() if ending} == {wrong}
