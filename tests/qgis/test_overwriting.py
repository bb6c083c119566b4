"""No output of any algorithm or chain takes the place of any input, whatever the file is called.

The pairs are those of the provider's own parameters: what is added to it is tried with the rest.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from osgeo import gdal
from support.fuzz import cases, inputs

APART = ("same name as another file of the run", "would replace or change", "layers that would be lost")
# What inputs may be that SOUND does not give.
OF_KIND = {"raster": "in:dsm.tif", "multilayer": "in:dsm.tif", "layer": "in:houses.gpkg"}
OF_KIND |= {"file": "in:config.json"}
MODEL = "in:shift.pt"


def itself(file: Path) -> Path:
    return file


def soft(file: Path) -> Path:
    link = file.with_name(f"soft {file.name}")
    link.unlink(missing_ok=True)
    link.symlink_to(file)
    return link


def hard(file: Path) -> Path:
    link = file.with_name(f"hard {file.name}")
    link.unlink(missing_ok=True)
    os.link(file, link)
    return link


def around(file: Path) -> str:
    return f"{file.parent}/../{file.parent.name}/./{file.name}"


def relative(file: Path) -> str:
    return os.path.relpath(file)


def statistics(file: Path) -> str:
    return f"{file}.aux.xml"


NAMINGS: tuple[Callable[[Path], Any], ...] = (itself, soft, hard, around, relative, statistics)


def within_virtual(file: Path) -> str:
    """A virtual raster or layer of the file: what a run reads, while its output is the file."""
    name = file.with_name(f"{file.name}.vrt")
    if file.suffix == ".tif":
        gdal.Translate(str(name), str(file), format="VRT")
        return str(name)
    layer = f'<OGRVRTLayer name="{file.stem.split()[-1]}"><SrcDataSource>{file}</SrcDataSource></OGRVRTLayer>'
    name.write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
    return str(name)


def within_zip(file: Path) -> tuple[str, Path]:
    """A file in a zip archive, and the archive."""
    archive = file.with_name(f"{file.name}.zip")
    with zipfile.ZipFile(archive, "w") as written:
        written.write(file, file.name)
    return f"/vsizip/{archive}/{file.name}", archive


def within_container(file: Path) -> tuple[str, Path]:
    """A layer of a container, by the name that GDAL gives to rasters and QGIS to vector layers."""
    container = file.with_name(f"{file.name}.gpkg")
    if file.suffix != ".tif":
        shutil.copy(file, container)
        return f"{container}|layername={file.stem.split()[-1]}", container
    kinds = {"Byte", "UInt16", "Int16", "Float32"}
    dataset = gdal.Open(str(file))  # newer bindings close it as soon as nobody holds it
    kind = gdal.GetDataTypeName(dataset.GetRasterBand(1).DataType)
    bands = gdal.Open(str(file)).RasterCount
    if kind != "Byte" or bands == 2:  # which GeoPackages hold one band of
        assert kind in kinds
        container = file.with_name(f"{file.name}.nc")
        gdal.Translate(str(container), str(file), format="netCDF", bandList=[1])
        return f'NETCDF:"{container}":Band1', container
    gdal.Translate(str(container), str(file), format="GPKG", creationOptions=["RASTER_TABLE=a"])
    return f"GPKG:{container}:a", container


WITHIN: tuple[Callable[[Path], Any], ...] = (within_virtual, within_zip, within_container)


def pairs(qgis: Any) -> Iterator[tuple[str, Any, Any, str]]:
    """Algorithm, output, input, and a file that the input may be."""
    for name, given in cases.SOUND.items():
        algorithm = qgis.processingRegistry().algorithmById(f"roofline:{name}")
        read = [each for each in algorithm.parameterDefinitions() if not each.isDestination()]
        for output in algorithm.destinationParameterDefinitions():
            for each in read:
                is_model = each.type() == "string" and each.name().endswith("MODEL")
                usual = MODEL if is_model else OF_KIND.get(each.type(), "")
                file = str(given.get(each.name(), usual))
                if file.startswith("in:") and Path(file).suffix:
                    yield name, output, each, file[3:]


def test_all_are_tried(qgis):
    provider = qgis.processingRegistry().providerById("roofline")
    assert {each.name() for each in provider.algorithms()} == set(cases.SOUND)


def test_no_output_replaces_an_input(qgis, tmp_path, monkeypatch):
    made, own, out = (tmp_path / name for name in ("made", "own", "out"))
    for folder in (made, own, out):
        folder.mkdir()
    inputs.make(made)
    monkeypatch.chdir(out)
    tried = 0
    for number, (name, output, each, file) in enumerate(pairs(qgis)):
        is_folder = output.type() == "folderDestination"
        naming = itself if is_folder else NAMINGS[number % len(NAMINGS)]
        source = own / f"{number} {file}"
        shutil.copy(made / file, source)
        given = {key: placed(value, made, out) for key, value in cases.SOUND[name].items()}
        given[each.name()] = [str(source)] if each.type() == "multilayer" else str(source)
        given[output.name()] = str(naming(source))
        said = refusal(name, given)
        what = f"{name}: {output.name()} is {each.name()}, {naming.__name__}: {said}"
        assert source.read_bytes() == (made / file).read_bytes(), what
        if is_folder or naming is statistics:  # some are refused for another reason, which comes first
            assert said != "nothing", what
        else:
            assert any(words in said for words in APART), what
        tried += 1
    assert tried > 200


def refusal(name: str, given: dict[str, Any]) -> str:
    """What an algorithm says against a run; "nothing" where it ends well."""
    import processing
    from qgis.core import QgsProcessingException

    try:
        processing.run(f"roofline:{name}", given)
    except QgsProcessingException as error:
        return str(error)
    return "nothing"


def placed(value: Any, made: Path, out: Path) -> Any:
    """A value of SOUND with its folder."""
    if isinstance(value, str):
        return value.replace("in:", f"{made}/").replace("out:", f"{out}/")
    return value


def layer_of(source: str) -> Any:
    """A source as a layer of a project, which holds what QGIS loads by no name."""
    from qgis.core import QgsRasterLayer, QgsVectorLayer

    layer = QgsRasterLayer(source, "within")
    return layer if layer.isValid() else QgsVectorLayer(source, "within", "ogr")


def test_no_output_replaces_what_an_input_is_read_from(qgis, tmp_path, monkeypatch):
    """The input is a virtual raster or layer, lies in an archive or is one of a container; the output is that
    source, archive or container, for every output and every input that is a layer.
    """
    made, own, out = (tmp_path / name for name in ("made", "own", "out"))
    for folder in (made, own, out):
        folder.mkdir()
    inputs.make(made)
    monkeypatch.chdir(out)
    layers = [each for each in pairs(qgis) if each[3].endswith((".tif", ".gpkg")) and not is_folder(each[1])]
    tried = apart = 0
    for number, (name, output, each, file) in enumerate(layers):
        kind = WITHIN[number % len(WITHIN)]
        source = own / f"{tried} {file}"
        shutil.copy(made / file, source)
        made_of = kind(source)
        read, target = (made_of, source) if isinstance(made_of, str) else made_of
        before = target.read_bytes()
        layer = layer_of(read)
        assert layer.isValid(), read
        given = {key: placed(value, made, out) for key, value in cases.SOUND[name].items()}
        given |= {
            each.name(): [layer] if each.type() == "multilayer" else layer,
            output.name(): str(target),
        }
        said = refusal(name, given)
        what = f"{name}: {output.name()} is what {each.name()} is read from, {kind.__name__}: {said}"
        assert target.read_bytes() == before, what
        assert said != "nothing", what
        tried, apart = tried + 1, apart + any(words in said for words in APART)
    assert tried > 80 and apart > tried / 2  # some are refused for another reason, which comes first


def is_folder(output: Any) -> bool:
    """Whether an output is a folder."""
    return bool(output.type() == "folderDestination")
