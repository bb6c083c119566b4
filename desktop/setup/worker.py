"""Installs or removes PyTorch, and other packages; a program of its own: `python worker.py JOB` (JSON).

It is run by QGIS's Python.

It writes pip's lines as they are, and its own lines as MARK + JSON: {"step": ...}, {"bytes": ...}, then
{"done": ...} or {"error": code, "detail": ...}. Killed at any moment it leaves nothing that counts.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import os
import runpy
import shutil
import stat
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Callable

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
store, pins = importlib.import_module("store"), importlib.import_module("pins")
# Nothing else may be found beside this file.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != HERE]

MARK = "@roofline "
# What QGIS brings and must never come from a second place.
PROTECTED = frozenset(
    [
        "numpy",
        "scipy",
        "gdal",
        "osgeo",
        "pyqt5",
        "pyqt5-sip",
        "pyqt6",
        "pyqt6-sip",
        "sip",
        "qgis",
        "pyproj",
        "shapely",
        "fiona",
        "rasterio",
    ]
)
NOWHERE = "http://127.0.0.1:9"  # the port that discards; nobody listens there
# What others in QGIS may need as old as it is, and PyTorch at most for building extensions.
NEVER_FIRST = frozenset({"setuptools", "pip", "wheel"})


class Failed(Exception):  # noqa: N818
    """A code that the dialog has a sentence for, and what it says about the case at hand."""


def main() -> int:
    job = json.loads(sys.argv[1])
    base = Path(job["base"])
    try:
        base.mkdir(parents=True, exist_ok=True)
        with only_one(base):
            say(done=TASKS[job["task"]](job, base))
    except Failed as failure:
        say(error=failure.args[0], detail=failure.args[1])
        return 1
    except OSError as error:
        say(error="system", detail=" ".join(str(error).split()))
        return 1
    return 0


def install(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Install beside what is there; it does not count before `accept`."""
    if Path(os.__file__).resolve().parent != Path(job["library"]):
        raise Failed("python", sys.executable)
    tidy(job, base)
    free = shutil.disk_usage(base).free
    if free < job["needed"]:
        raise Failed("space", f"{free / 1e9:.1f}")
    folder = base / uuid.uuid4().hex[:4]
    packages = folder / store.PACKAGES
    packages.mkdir(parents=True)
    say(step="pip")
    with measured(base):
        if job.get("wheels"):
            close_off()
        run_pip(pip_arguments(job, folder), job, store.scratch(base))
    return {"folder": folder.name}


def accept(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Try what was installed, in a process of its own: newer pips block imports behind them."""
    say(step="check")
    folder = base / job["folder"]
    packages = folder / store.PACKAGES
    foreign = {name.lower(): each.version for name, each in distributions(job["path"]).items()}
    product = job.get("product", "torch")
    if any((Path(each) / "torch").is_dir() for each in job["path"]):
        foreign.setdefault("torch", "")  # whatever is left of one without its papers
    if not job.get("apart"):
        keep_out(packages)
    find_pip(job.get("wheels"), job.get("pip"))
    put_first(folder, foreign)
    said = TRIALS[product](job["path"], folder)
    store.finish(base, folder.name, said["version"])
    tidy(job, base)
    return said


def remove(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Let nothing count, then delete all but what is in use, which goes at the next start."""
    say(step="remove")
    store.forget(base)
    return tidy(job, base)


def tidy(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Delete what is left of earlier attempts."""
    clear([entry for entry in store.rubbish(base) if entry.name != job.get("in_use")])
    return {"left": len(store.rubbish(base))}


def pip_arguments(job: dict[str, Any], folder: Path) -> list[str]:
    """Arguments of pip: wheels alone, into the folder, the versions of what QGIS has as they are."""
    constraints = folder / "constraints.txt"
    present = distributions(job["path"])
    lines = [f"{name}=={each.version}" for name, each in present.items() if name.lower() in PROTECTED]
    constraints.write_text("\n".join(lines), encoding="utf-8")
    flags = "--no-cache-dir --only-binary=:all: --no-compile --no-warn-conflicts --no-warn-script-location"
    quiet = "--disable-pip-version-check --no-input --no-color --progress-bar=off"
    arguments = ["install", *flags.split(), *quiet.split(), "--target", str(folder / store.PACKAGES)]
    arguments += ["--constraint", str(constraints)]
    if job.get("wheels"):
        # Wheels may ask for others by an address of their own: no proxy is there, so nothing is fetched.
        arguments += ["--isolated", "--proxy", NOWHERE, "--retries", "0"]
        arguments += ["--no-index", "--find-links", job["wheels"]]
    elif job.get("index"):
        arguments += ["--index-url", job["index"]]
        if job.get("besides"):
            arguments += ["--extra-index-url", job["besides"]]
    if job.get("alone"):  # what it needs is QGIS's own
        arguments.append("--no-deps")
    return [*arguments, *job["requirement"].split()]


def close_off() -> None:
    """Let no settings of this computer tell pip of other files than those of the chosen folder."""
    for name in [name for name in os.environ if name.upper().startswith("PIP_")]:
        del os.environ[name]
    os.environ["PIP_CONFIG_FILE"] = os.devnull  # pip reads no pip.conf then, the system's neither


def run_pip(arguments: list[str], job: dict[str, Any], scratch: Path) -> None:
    """Run pip in this process, which ends soon after; its files go to `scratch`."""
    find_pip(job.get("wheels"), job.get("pip"))
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ.update(TMPDIR=str(scratch), TEMP=str(scratch), TMP=str(scratch))
    tempfile.tempdir = None  # Python keeps the folder that it was once asked for
    sys.stdout.write(f"pip {' '.join(arguments)}\n")
    sys.argv = ["pip", *arguments]
    try:
        runpy.run_module("pip", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code not in (0, None):
            raise Failed("pip", str(ended.code)) from None


def find_pip(chosen: str | None, fetched: str | None) -> None:
    """Make pip importable: installed, as Python's own wheel, as fetched from PyPI, or from a chosen folder.

    The system's own is as trusted as its Python. A wheel that was fetched must still be what PyPI promised,
    and one from a folder must be one that pins.py knows: pip runs before anything else could be checked.
    """
    if importlib.util.find_spec("pip") is not None:
        return
    bundled = importlib.util.find_spec("ensurepip")
    places = [Path("/usr/share/python-wheels")]
    if bundled is not None and bundled.origin:
        places.append(Path(bundled.origin).parent / "_bundled")
    own = pip_wheels(Path(fetched)) if fetched else []
    foreign = [*own, *(pip_wheels(Path(chosen)) if chosen else [])]
    known = [path for path in foreign if is_known(path, promised=path in own)]
    found = [*(path for place in places for path in pip_wheels(place)), *known]
    if not found:
        raise Failed("strangepip" if foreign else "nopip", foreign[0].name if foreign else "")
    sys.path.insert(0, str(found[0]))


def pip_wheels(folder: Path) -> list[Path]:
    """The wheels of pip in a folder, the newest name first."""
    return sorted(folder.glob("pip-*.whl"), reverse=True)


def is_known(wheel: Path, promised: bool) -> bool:
    """Whether a wheel is what was published: by pins.py, or as PyPI `promised` when it was fetched."""
    try:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if promised and wheel.with_name(wheel.name + store.DIGEST).read_text("ascii").strip() == digest:
            return True
    except (OSError, ValueError):
        digest = ""
    return bool(digest) and digest == pins.PIP.get(wheel.name)


def distributions(path: list[str]) -> dict[str, importlib.metadata.Distribution]:
    """The packages on a search path by name; the first of each name, as Python would import it."""
    found: dict[str, importlib.metadata.Distribution] = {}
    for each in importlib.metadata.distributions(path=path):
        name = (each.metadata["Name"] or "").replace("_", "-").lower()
        if name:
            found.setdefault(name, each)
    return found


def keep_out(packages: Path) -> None:
    """Take away what must come from QGIS alone, should anything have asked for it."""
    for name, each in distributions([str(packages)]).items():
        if name in PROTECTED:
            sys.stdout.write(f"{name} {each.version} is left out: QGIS has its own.\n")
            clear([packages / top for top in tops(each)])


def put_first(folder: Path, foreign: dict[str, str]) -> None:
    """Move what QGIS has too, but not as PyTorch needs it, to where it is found before QGIS's."""
    installed = distributions([str(folder / store.PACKAGES)])
    for name, each in installed.items():
        if name not in foreign or name in NEVER_FIRST:
            continue
        if name == "torch" or not fits(name, foreign[name], installed):
            (folder / store.FIRST).mkdir(exist_ok=True)
            for top in tops(each):
                source = folder / store.PACKAGES / top
                if source.exists():
                    source.rename(folder / store.FIRST / top)


def fits(name: str, version: str, installed: dict[str, importlib.metadata.Distribution]) -> bool:
    """Whether a version of a package is what all the others ask for."""
    requirements = importlib.import_module("pip._vendor.packaging.requirements")
    for each in installed.values():
        for line in each.requires or []:
            wanted = requirements.Requirement(line)
            concerned = wanted.name.replace("_", "-").lower() == name
            if not concerned or (wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})):
                continue
            if not wanted.specifier.contains(version, prereleases=True):
                return False
    return True


def tops(distribution: importlib.metadata.Distribution) -> list[str]:
    """The files and folders that a package alone has."""
    names = {path.parts[0] for path in distribution.files or []}
    return sorted(names - {"..", "bin", "Scripts", "share", "include", "__pycache__", "nvidia"})


def try_torch(path: list[str], folder: Path) -> dict[str, Any]:
    """Import it as QGIS would, and compute with QGIS's numpy: version, device and graphics card."""
    search(path, folder)
    try:
        numpy, torch = importlib.import_module("numpy"), importlib.import_module("torch")
        total = float((torch.from_numpy(numpy.ones((2, 2), "float32")) @ torch.ones(2, 2)).numpy().sum())
    except Exception as error:  # whatever keeps it from working is to be told
        raise Failed("import", f"{type(error).__name__}: {error}") from None
    if (
        total != 8.0
        or folder not in Path(str(torch.__file__)).parents
        or folder in Path(str(numpy.__file__)).parents
    ):
        raise Failed("import", f"torch: {torch.__file__}, numpy: {numpy.__file__}")
    mps = getattr(torch.backends, "mps", None)
    device = "mps" if mps is not None and mps.is_available() else "cpu"
    return {
        "version": str(torch.__version__),
        "cuda": bool(torch.version.cuda),
        "device": "cuda" if torch.cuda.is_available() else device,
    }


def search(path: list[str], folder: Path) -> None:
    """Let imports look where those of QGIS will."""
    first = [str(folder / store.FIRST)] if (folder / store.FIRST).is_dir() else []
    sys.path[:] = [*first, *path, str(folder / store.PACKAGES)]
    importlib.invalidate_caches()


def try_points(path: list[str], folder: Path) -> dict[str, Any]:
    """Pack and unpack a few points as QGIS would, with its numpy; which versions do."""
    search(path, folder)
    try:
        numpy, laspy = importlib.import_module("numpy"), importlib.import_module("laspy")
        lazrs = importlib.import_module("lazrs")
        cloud = laspy.LasData(laspy.LasHeader(point_format=6, version="1.4"))
        cloud.x = cloud.y = cloud.z = numpy.arange(9.0)
        stream = io.BytesIO()
        cloud.write(stream, do_compress=True, laz_backend=laspy.LazBackend.Lazrs)
        stream.seek(0)
        heights = laspy.read(stream, laz_backend=laspy.LazBackend.Lazrs).z
    except Exception as error:  # whatever keeps it from working is to be told
        raise Failed("import", f"{type(error).__name__}: {error}") from None
    if float(heights.max()) != 8.0 or folder in Path(str(numpy.__file__)).parents:
        raise Failed("import", f"laspy: {laspy.__file__}, numpy: {numpy.__file__}")
    versions = (importlib.metadata.version(name) for name in ("laspy", "lazrs"))
    return {"version": " + ".join(versions), "from": str(lazrs.__file__)}


@contextmanager
def only_one(base: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system gives back when this process ends, however it ends."""
    with (base / store.LOCK).open("a+b") as handle:
        try:
            lock(handle)
        except OSError:
            raise Failed("busy", "") from None
        yield


def lock(handle: IO[bytes]) -> None:
    if os.name == "nt":
        windows = importlib.import_module("msvcrt")
        handle.seek(0)
        windows.locking(handle.fileno(), windows.LK_NBLCK, 1)
    else:
        unix = importlib.import_module("fcntl")
        unix.flock(handle, unix.LOCK_EX | unix.LOCK_NB)


@contextmanager
def measured(base: Path) -> Iterator[None]:
    """Say every second how many bytes have been downloaded and unpacked."""
    ended = threading.Event()
    kept = store.record(base)
    without = base / kept["folder"] if kept else None
    places = [base] if base in store.scratch(base).parents else [base, store.scratch(base)]

    def watch() -> None:
        while not ended.wait(1.0):
            say(bytes=sum(size_of(place, without) for place in places))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def size_of(folder: Path, without: Path | None) -> int:
    """Bytes of the files below a folder, files that come and go meanwhile included or not."""
    total = 0
    for place, inside, files in os.walk(folder):
        inside[:] = [name for name in inside if Path(place, name) != without]
        for name in files:
            try:
                total += Path(place, name).stat().st_size
            except OSError:
                continue
    return total


def clear(entries: list[Path]) -> None:
    """Delete files and folders as far as the system lets; read-only ones and long paths on Windows too."""

    def again(function: Callable, path: str, error: object) -> None:
        try:
            Path(path).chmod(stat.S_IWRITE | stat.S_IREAD)
            function(path)
        except OSError:
            return

    for entry in entries:
        long = f"\\\\?\\{entry.resolve()}" if os.name == "nt" else str(entry)
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(long, onerror=again)
        else:
            entry.unlink(missing_ok=True)


def say(**message: Any) -> None:
    sys.stdout.write(f"{MARK}{json.dumps(message)}\n")
    sys.stdout.flush()


def try_labels(path: list[str], folder: Path) -> dict[str, Any]:
    """Import what SAM 3 runs with as its own process will: with nothing of QGIS's; which version it is."""
    sys.path[:] = [each for each in sys.path if Path(each).name not in ("site-packages", "dist-packages")]
    search([*path, *sys.path], folder)
    try:
        numpy, torch = importlib.import_module("numpy"), importlib.import_module("torch")
        transformers = importlib.import_module("transformers")
        works = transformers.utils.is_torch_available() and hasattr(transformers, "Sam3Model")
    except Exception as error:  # whatever keeps it from working is to be told
        raise Failed("import", f"{type(error).__name__}: {error}") from None
    if not works or any(folder not in Path(str(each.__file__)).parents for each in (numpy, torch)):
        raise Failed("import", f"transformers {transformers.__version__}, torch: {torch.__file__}")
    return {"version": str(transformers.__version__)}


TRIALS = {"torch": try_torch, "points": try_points, "labels": try_labels}
TASKS = {"install": install, "accept": accept, "remove": remove, "tidy": tidy}

if __name__ == "__main__":
    sys.exit(main())
