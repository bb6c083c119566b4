"""PyTorch's installation: folders, command line and sentences; the real thing in an empty profile (slow)."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("qgis.core", reason="QGIS's Python is not importable")

from roofline.desktop.setup import choice, pins, pipwheel, store
from roofline.desktop.setup import explain as explaining
from roofline.models import interpreter
from support import desktop_runs, rasters, toy_models
from support.installation import SESSION, WORKER, bare_wheel, work


def installed(base: Path, name: str = "a1b2") -> Path:
    """A folder that looks like a finished installation."""
    packages = base / name / store.PACKAGES
    (packages / "torch" / "lib").mkdir(parents=True)
    (packages / "torch" / "__init__.py").write_text("")
    (packages / "torch" / "lib" / "libtorch.so").write_bytes(b"x" * 1000)
    store.finish(base, name, "2.13.0+cpu")
    return packages


def package(folder: Path, name: str, version: str, requires: tuple[str, ...] = ()) -> None:
    """An installed package of one module."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    needs = "".join(f"Requires-Dist: {line}\n" for line in requires)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
    (info / "RECORD").write_text(f"{name}.py,,\n{info.name}/METADATA,,\n")
    (folder / f"{name}.py").write_text(f"version = {version!r}\n")


def test_only_what_is_recorded_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    half = tmp_path / "dead" / store.PACKAGES / "torch"
    half.mkdir(parents=True)
    (half / "__init__.py").write_text("")
    assert not store.activate(tmp_path)
    packages = installed(tmp_path)
    before = list(sys.path)
    assert store.activate(tmp_path) and store.activate(tmp_path)
    assert sys.path == [*before, str(packages)]  # behind everything that QGIS brings, and once
    assert store.rubbish(tmp_path) == [tmp_path / "dead"]


@pytest.mark.parametrize("damage", ["file gone", "file shorter", "record cut", "record of elsewhere"])
def test_damaged_installations_do_not_count(tmp_path, monkeypatch, damage):
    monkeypatch.setattr(sys, "path", list(sys.path))
    library = installed(tmp_path) / "torch" / "lib" / "libtorch.so"
    record = tmp_path / store.CURRENT
    if damage == "file gone":
        library.unlink()
    elif damage == "file shorter":
        library.write_bytes(b"x")
    elif damage == "record cut":
        record.write_text(record.read_text()[:30])
    else:
        record.write_text(json.dumps({"folder": "../x", "version": "1", "landmarks": {}}))
    before = list(sys.path)
    assert not store.activate(tmp_path)
    assert sys.path == before


def test_what_was_removed_leaves_the_path(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "modules", {k: v for k, v in sys.modules.items() if k != "torch"})
    before = list(sys.path)
    installed(tmp_path)
    store.activate(tmp_path)
    store.forget(tmp_path)
    assert not store.activate(tmp_path)
    assert sys.path == before


def test_python_on_each_system(tmp_path):
    found = interpreter.candidates("linux", "/home/me/.pyenv/bin/python3", ["/usr"], "/usr/bin", (3, 11))
    assert found[0] == Path("/usr/bin/python3.11")  # whatever comes first on the search path
    windows = interpreter.candidates(
        "win32", "C:/Q/bin/qgis-bin.exe", ["C:/Q/apps/Python312"], "C:/Q/bin", (3, 12)
    )
    assert windows[0] == Path("C:/Q/apps/Python312/python.exe")
    assert not any("qgis" in path.name.lower() for path in windows)
    mac = "/Applications/QGIS.app/Contents/MacOS"
    places = interpreter.candidates("darwin", f"{mac}/QGIS", [], mac, (3, 12))
    assert Path(f"{mac}/bin/python3.12") in places  # the older bundles
    assert Path(f"{mac}/python3.12") in places  # the newer ones
    assert not any(path.name == "QGIS" for path in places)


def test_variables_lead_nowhere_else():
    given = {"PATH": "/bin", "PYTHONPATH": "/elsewhere", "PIP_TARGET": "/x", "PYTHONHOME": "/y"}
    variables = interpreter.environment(given, Path(sys.executable), "http://me:x@host:3128")
    assert variables["PATH"] == "/bin" and variables["HTTPS_PROXY"].endswith(":3128")
    assert not {"PYTHONPATH", "PIP_TARGET", "PYTHONHOME"} & set(variables)
    inside = interpreter.environment(given, Path("/QGIS.app/python3"), system="darwin")["PYTHONHOME"]
    assert any(
        (Path(inside) / part / "os.py").exists() for part in ("Lib", f"lib/python3.{sys.version_info[1]}")
    )


def test_cards_and_where_their_wheels_are():
    new = choice.gpu_of("NVIDIA GeForce RTX 4070, 581.15, 8.9\nNVIDIA T4, 581.15, 7.5\n")
    assert new == choice.Gpu("NVIDIA GeForce RTX 4070", 581, 89)
    assert choice.gpu_of("NVIDIA-SMI has failed because it couldn't communicate") is None
    old = choice.gpu_of("NVIDIA GeForce GTX 1080, 561.10, 6.1")
    assert choice.index(choice.CUDA, new, "win32").endswith("/cu130")
    assert choice.index(choice.CUDA, old, "win32").endswith("/cu126")
    assert choice.index(choice.CPU, new, "linux").endswith("/cpu")
    assert choice.index(choice.CPU, None, "win32") == ""
    assert choice.variants("darwin") == (choice.CPU,)


def test_command_line(worker, tmp_path):
    job = choice.job("install", tmp_path, choice.CPU, None, "/wheels")
    assert str(tmp_path) not in job["path"] and "" not in job["path"]
    arguments = worker.pip_arguments(job, tmp_path)
    assert arguments[arguments.index("--target") + 1] == str(tmp_path / store.PACKAGES)
    assert {"--only-binary=:all:", "--no-index", "--no-input", "--isolated"} <= set(arguments)
    assert job["requirement"] == "torch>=2.2" and choice.job("install", tmp_path)["requirement"] == (
        f"torch=={pins.torch_version()}"
    )
    assert "--index-url" not in arguments
    assert any(line.startswith("numpy==") for line in (tmp_path / "constraints.txt").read_text().splitlines())
    online = worker.pip_arguments({**job, "wheels": "", "index": choice.SITE + "cpu"}, tmp_path)
    assert "--isolated" not in online  # a company's proxy and certificates count there
    assert online[online.index("--index-url") + 1] == "https://download.pytorch.org/whl/cpu"


def test_numpy_never_stays(worker, tmp_path):
    package(tmp_path, "numpy", "2.4.0")
    package(tmp_path, "filelock", "3.0")
    worker.packages.keep_out(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["filelock-3.0.dist-info", "filelock.py"]


def test_pip_unpacks_on_the_disk_that_it_installs_on(worker, tmp_path, monkeypatch):
    """Also where somebody has asked for the temporary folder before, which Python remembers."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, tempfile.gettempdir())
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())
    scratch, seen = store.scratch(tmp_path), []
    monkeypatch.setattr(worker.runpy, "run_module", lambda *_, **__: seen.append(tempfile.gettempdir()))
    monkeypatch.setattr(worker.sys, "argv", list(sys.argv))
    worker.run_pip(["--version"], {}, scratch)
    assert seen == [str(scratch)]


def test_what_qgis_has_is_used_unless_too_old(worker, tmp_path):
    packages = tmp_path / store.PACKAGES
    package(
        packages,
        "torch",
        "2.13.0",
        ("typing_extensions>=4.10", "jinja2", "setuptools>=77", "numpy>=9; extra == 'x'"),
    )
    for name, version in (("typing_extensions", "4.16"), ("jinja2", "3.1.6"), ("setuptools", "84.0")):
        package(packages, name, version)
    worker.packages.put_first(tmp_path, {"typing-extensions": "4.4.0", "jinja2": "3.0", "setuptools": "66.0"})
    first = sorted(path.name for path in (tmp_path / store.FIRST).iterdir())
    assert first == ["typing_extensions-4.16.dist-info", "typing_extensions.py"]


PAGE = """<a href="https://x/pip-9.0.1-py2.py3-none-any.whl#sha256={0}">pip-9.0.1</a>
<a href="https://x/pip-25.3-py3-none-any.whl#sha256={0}" data-requires-python="&gt;=3.9">pip-25.3</a>
<a href="../p/pip-26.10-py3-none-any.whl#sha256={1}" data-requires-python="&gt;=3.10">pip-26.10</a>
<a href="https://x/pip-26.3-py3-none-any.whl#sha256={0}" data-requires-python="&gt;=3.10">pip-26.3</a>"""


def test_the_newest_pip_for_a_python():
    page = PAGE.format("a" * 64, "b" * 64)
    assert pipwheel.newest(page, (3, 12)) == ("../p/pip-26.10-py3-none-any.whl", "b" * 64)
    assert pipwheel.newest(page, (3, 9)) == ("https://x/pip-25.3-py3-none-any.whl", "a" * 64)
    assert pipwheel.newest("<html>Sign in</html>", (3, 12)) is None


def test_pip_runs_from_its_wheel(tmp_path):
    """On a Python that has none: without site-packages, given a folder with the wheel."""
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path), "pip==25.3"]
    if subprocess.run(fetch, capture_output=True, check=False).returncode:
        pytest.skip("pip's wheel cannot be had")
    code = f"""
import runpy, pathlib
runpy.run_path({str(WORKER)!r})["find_pip"]({str(tmp_path)!r}, None)
import pip
print(pip.__file__)"""
    run = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    if not run.stdout.startswith(("/usr/share/python-wheels", sys.base_prefix)):  # the system's own is first
        assert run.stdout.startswith(str(tmp_path))


@pytest.fixture
def no_pip(worker, monkeypatch):
    """A Python without pip, and without a wheel of its own."""
    monkeypatch.setattr(worker.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(worker, "pip_wheels", lambda folder, of=worker.pip_wheels: (
        [] if str(folder).startswith("/usr") else of(folder)
    ))  # fmt: skip
    monkeypatch.setattr(sys, "path", list(sys.path))


def test_a_strange_pip_is_not_run(worker, no_pip, tmp_path):
    """One of a known name, of any other name, and one that is not as it was fetched."""
    chosen, fetched = tmp_path / "chosen", tmp_path / "fetched"
    for folder in (chosen, fetched):
        folder.mkdir()
    with pytest.raises(worker.said.Failed, match="nopip"):
        worker.find_pip(str(chosen), str(fetched))
    for name in ("pip-25.3-py3-none-any.whl", "pip-99.0-py3-none-any.whl"):
        (chosen / name).write_bytes(b"import os")
        (chosen / (name + store.DIGEST)).write_text(hashlib.sha256(b"import os").hexdigest())
        with pytest.raises(worker.said.Failed, match="strangepip"):
            worker.find_pip(str(chosen), str(fetched))
        (chosen / name).unlink()
    (fetched / name).write_bytes(b"as fetched")
    (fetched / (name + store.DIGEST)).write_text(hashlib.sha256(b"as fetched").hexdigest())
    worker.find_pip(None, str(fetched))
    assert sys.path[0] == str(fetched / name)
    (fetched / name).write_bytes(b"changed")
    with pytest.raises(worker.said.Failed, match="strangepip"):
        worker.find_pip(None, str(fetched))


def test_only_files_of_the_chosen_folder_are_installed(tmp_path, monkeypatch):
    """Neither pip's variables nor its configuration nor a page beside the wheels brings others."""
    elsewhere, chosen = tmp_path / "elsewhere", tmp_path / "chosen"
    for folder in (elsewhere, chosen):
        folder.mkdir()
    bare_wheel(elsewhere, "roofline_probe")
    (tmp_path / "pip.conf").write_text(f"[global]\nfind-links = {elsewhere}\nno-index = false\n")
    monkeypatch.setenv("PIP_FIND_LINKS", str(elsewhere))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    job = choice.job("install", tmp_path / "base", wheels=str(chosen)) | {"needed": 0}
    run = work(job | {"requirement": "roofline-probe"})
    assert run.returncode == 1 and "No matching distribution found for roofline-probe" in run.stdout
    page = f'<a href="{next(elsewhere.iterdir()).as_uri()}">roofline_probe-1-py3-none-any.whl</a>'
    (chosen / "index.html").write_text(page)
    run = work(job | {"requirement": "roofline-probe"})
    assert run.returncode == 1 and "No matching distribution found for roofline-probe" in run.stdout
    assert "lacks PyTorch" in explaining.sentence("pip", "1", run.stdout, "wheels")
    bare_wheel(chosen, "roofline_probe")
    run = work(job | {"requirement": "roofline-probe"})
    assert '"error": "import"' in run.stdout  # it is installed, and is not PyTorch


@pytest.mark.parametrize(
    "address", ["http://localhost:1/a-1-py3-none-any.whl", "file://{}", "file://{}/a.whl"]
)
def test_no_wheel_brings_a_file_by_its_address(tmp_path, address):
    """Of a folder of sources pip would run the setup.py."""
    elsewhere, chosen = tmp_path / "elsewhere", tmp_path / "chosen"
    for folder in (elsewhere, chosen):
        folder.mkdir()
    (elsewhere / "setup.py").write_text("__import__('pathlib').Path(__file__).with_name('ran').touch()")
    (chosen / "half-1-py3-none-any.whl").write_bytes(b"PK")  # which nobody asks for
    bare_wheel(chosen, "roofline_asks", f'a[b] @ {address.format(elsewhere)} ; python_version > "3"')
    job = choice.job("install", tmp_path / "base", wheels=str(chosen))
    run = work(job | {"needed": 0, "requirement": "roofline-asks"})
    assert run.returncode == 1 and '"error": "elsewhere"' in run.stdout
    assert "roofline_asks-1-py3-none-any.whl (a[b] @" in run.stdout
    assert [path.name for path in elsewhere.iterdir()] == ["setup.py"]
    assert not list((tmp_path / "base").rglob("roofline_asks*"))


def test_a_second_run_at_the_same_time_is_refused(worker, tmp_path):
    job = {"task": "tidy", "base": str(tmp_path)}
    with worker.folders.only_one(tmp_path):
        run = subprocess.run(
            [sys.executable, str(WORKER), json.dumps(job)], capture_output=True, text=True, check=False
        )
    assert run.returncode == 1 and '"busy"' in run.stdout


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError('...')'\nERROR: No matching "
         "distribution found for torch", "internet"),
        ("ERROR: No matching distribution found for torch>=2.2", "newer QGIS"),
        ("ERROR: something unheard of", "something unheard of"),
    ],
)  # fmt: skip
def test_failures_are_one_sentence(said, part):
    assert part in explaining.sentence("pip", "2", said)


def test_every_code_has_a_sentence():
    text = "".join(path.read_text() for path in WORKER.parent.glob("*.py"))
    codes = {code for code, _ in explaining.SIGNS} | {
        "nowheelhere",
        "redist",
        "crashed",
        "system",
        "nopython",
    }
    codes |= {part.split('"')[1] for part in text.split("Failed(")[1:] if part.startswith('"')}
    assert codes <= set(explaining.sentences())
    assert "Redistributable" in explaining.sentence("import", "OSError: [WinError 126] c10.dll")


def test_wheels_that_lack_pytorch(tmp_path):
    (tmp_path / "wheels").mkdir()
    job = choice.job("install", tmp_path / "base", wheels=str(tmp_path / "wheels"))
    run = work({**job, "needed": 0, "requirement": "roofline-has-no-such-package>=1"})
    assert run.returncode == 1 and '"error": "pip"' in run.stdout
    assert "lacks PyTorch" in explaining.sentence("pip", "1", run.stdout, "wheels")
    assert store.record(tmp_path / "base") is None


def test_a_full_disk_is_told_before_anything_is_loaded(tmp_path):
    run = work({**choice.job("install", tmp_path), "needed": 1e18})
    assert run.returncode == 1 and '"error": "space"' in run.stdout


def test_another_python_is_refused(tmp_path):
    run = work({**choice.job("install", tmp_path), "library": "/usr/lib/python2"})
    assert run.returncode == 1 and '"error": "python"' in run.stdout


@pytest.mark.slow
def test_killed_installations_leave_nothing_that_counts(tmp_path, wheels):
    """Killed half way, tried again over what is left, and removed."""
    job = choice.job("install", tmp_path, wheels=str(wheels))
    job["path"] = [entry for entry in job["path"] if not (Path(entry) / "torch").exists()]
    first = subprocess.Popen(
        [sys.executable, str(WORKER), json.dumps(job)], stdout=subprocess.PIPE, text=True
    )
    for line in first.stdout:
        if '"bytes"' in line and int(line.split()[-1].rstrip("}")) > 50e6:
            break
    first.kill()
    first.wait()
    assert store.record(tmp_path) is None and store.rubbish(tmp_path)
    run = work(job)
    assert run.returncode == 0, run.stdout
    assert store.is_whole(tmp_path) and not store.rubbish(tmp_path)
    (packages,) = store.paths(tmp_path)[1]
    names = {path.name.lower().split("-")[0] for path in Path(packages).iterdir()}
    assert "torch" in names and not names & {"numpy", "osgeo", "gdal", "scipy", "qgis"}
    assert work(choice.job("remove", tmp_path)).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [store.LOCK]


@pytest.mark.slow
@desktop_runs.needs_desktop
def test_from_an_empty_profile_to_a_result(tmp_path, wheels):
    """Three sessions of one profile: install; found again, damaged; mended after a cancel, used, removed."""
    rasters.write(tmp_path / "dsm.tif", rasters.town())
    toy_models.shifting_model(tmp_path / "shift.pt")
    results = {}
    for part in ("install", "restart", "damaged"):
        (tmp_path / "report.json").unlink(missing_ok=True)
        if part == "damaged":
            (library,) = tmp_path.rglob("libtorch_cpu.so")
            library.write_bytes(b"half")
        variables = {"PYTHONPATH": "", "ROOFLINE_PART": part, "ROOFLINE_WHEELS": str(wheels)}
        results[part] = desktop_runs.report(tmp_path, SESSION, **variables)
        assert "error" not in results[part], results[part]
    first = results["install"]
    assert first["listed"] >= 9 and not first["before"][0] and "Set up PyTorch" in first["before"][1]
    assert first["title before"] == "PyTorch is not installed yet"
    assert (
        first["after"][0]
        and "ready" in first["title after"]
        and first["mean change"] == pytest.approx(1, abs=2e-3)
    )
    assert first["numpy"] == results["restart"]["numpy"] and "roofline" not in first["numpy"]
    assert first["progress"] > 3 and first["gap"] < 250
    assert results["restart"]["before"][0]
    damaged = results["damaged"]
    assert not damaged["before"][0] and damaged["title before"] == "PyTorch is damaged"
    assert damaged["cancelled title"] == "PyTorch is damaged" and damaged["after"][0]
    assert any("used at once" in text for text in damaged["messages"])  # the window had been closed
    assert damaged["removed title"] == "PyTorch is not installed yet" and not damaged["removed"][0]
