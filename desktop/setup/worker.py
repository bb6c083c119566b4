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
import json
import os
import runpy
import shutil
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
store, pins, said, folders, packages, trials = (
    importlib.import_module(name) for name in ("store", "pins", "said", "folders", "packages", "trials")
)
# Nothing else may be found beside this file.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != HERE]

NOWHERE = "http://127.0.0.1:9"  # the port that discards; nobody listens there


def main() -> int:
    job = json.loads(sys.argv[1])
    base = Path(job["base"])
    try:
        base.mkdir(parents=True, exist_ok=True)
        with folders.only_one(base):
            said.say(done=TASKS[job["task"]](job, base))
    except said.Failed as failure:
        said.say(error=failure.args[0], detail=failure.args[1])
        return 1
    except OSError as error:
        said.say(error="system", detail=" ".join(str(error).split()))
        return 1
    return 0


def install(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Install beside what is there; it does not count before `accept`."""
    if Path(os.__file__).resolve().parent != Path(job["library"]):
        raise said.Failed("python", sys.executable)
    tidy(job, base)
    free = shutil.disk_usage(base).free
    if free < job["needed"]:
        raise said.Failed("space", f"{free / 1e9:.1f}")
    folder = base / uuid.uuid4().hex[:4]
    (folder / store.PACKAGES).mkdir(parents=True)
    said.say(step="pip")
    with folders.measured(base):
        if job.get("wheels"):
            close_off()
            check_wheels(Path(job["wheels"]))
        run_pip(pip_arguments(job, folder), job, store.scratch(base))
    return {"folder": folder.name}


def accept(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Try what was installed, in a process of its own: newer pips block imports behind them."""
    said.say(step="check")
    folder = base / job["folder"]
    foreign = {name.lower(): each.version for name, each in packages.distributions(job["path"]).items()}
    product = job.get("product", "torch")
    if any((Path(each) / "torch").is_dir() for each in job["path"]):
        foreign.setdefault("torch", "")  # whatever is left of one without its papers
    if not job.get("apart"):
        packages.keep_out(folder / store.PACKAGES)
    find_pip(job.get("wheels"), job.get("pip"))
    packages.put_first(folder, foreign)
    found: dict[str, Any] = trials.TRIALS[product](job["path"], folder)
    store.finish(base, folder.name, found["version"])
    tidy(job, base)
    return found


def remove(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Let nothing count, then delete all but what is in use, which goes at the next start."""
    said.say(step="remove")
    store.forget(base)
    return tidy(job, base)


def tidy(job: dict[str, Any], base: Path) -> dict[str, Any]:
    """Delete what is left of earlier attempts."""
    folders.clear([entry for entry in store.rubbish(base) if entry.name != job.get("in_use")])
    return {"left": len(store.rubbish(base))}


def pip_arguments(job: dict[str, Any], folder: Path) -> list[str]:
    """Arguments of pip: wheels alone, into the folder, the versions of what QGIS has as they are."""
    constraints = folder / "constraints.txt"
    present = packages.distributions(job["path"])
    lines = [
        f"{name}=={each.version}" for name, each in present.items() if name.lower() in packages.PROTECTED
    ]
    constraints.write_text("\n".join(lines), encoding="utf-8")
    flags = "--no-cache-dir --only-binary=:all: --no-compile --no-warn-conflicts --no-warn-script-location"
    quiet = "--disable-pip-version-check --no-input --no-color --progress-bar=off"
    arguments = ["install", *flags.split(), *quiet.split(), "--target", str(folder / store.PACKAGES)]
    arguments += ["--constraint", str(constraints)]
    if job.get("wheels"):
        # Wheels may ask for others by an address of their own: no proxy is there, so nothing is fetched.
        arguments += ["--isolated", "--proxy", NOWHERE, "--retries", "0"]
        arguments.append("--no-index")
        for wheel in packages.wheels(Path(job["wheels"])):  # a page in the folder would name others
            arguments += ["--find-links", str(wheel)]
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


def check_wheels(folder: Path) -> None:
    """Refuse a wheel that asks for another file by its address, which may be one on this disk: pip would
    install it, and build it first where it is a folder of sources.
    """
    for wheel in packages.wheels(folder):
        address = packages.address_in(wheel)
        if address:
            raise said.Failed("elsewhere", f"{wheel.name} ({address})")


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
            raise said.Failed("pip", str(ended.code)) from None


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
        raise said.Failed("strangepip" if foreign else "nopip", foreign[0].name if foreign else "")
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


TASKS = {"install": install, "accept": accept, "remove": remove, "tidy": tidy}

if __name__ == "__main__":
    sys.exit(main())
