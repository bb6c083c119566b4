"""The plugin's zip as `make package` makes it, of the working tree instead of the last commit."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEABLE = shutil.which("git") is not None and (ROOT / ".git").exists()


def install(plugins: Path) -> Path:
    """Unzip the plugin into a profile's folder of plugins, as QGIS does; returns its folder there.

    Where git cannot make the zip, the checkout itself is linked.
    """
    plugins.mkdir(parents=True, exist_ok=True)
    target = plugins / "roofline"
    if MAKEABLE and not target.exists():
        zipfile.ZipFile(io.BytesIO(content())).extractall(plugins)
    elif not target.exists():
        target.symlink_to(ROOT, target_is_directory=True)
    return target


@cache
def content() -> bytes:
    """The zip, by the Makefile's own command.

    Edited and new files are in it: they are added to an index and to objects that are thrown away.
    """
    with tempfile.TemporaryDirectory() as folder:
        apart = {
            "GIT_INDEX_FILE": str(Path(folder) / "index"),
            "GIT_OBJECT_DIRECTORY": folder,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(ROOT / _git("rev-parse", "--git-path", "objects")),
        }
        _git("read-tree", "HEAD", **apart)
        _git("add", "--all", **apart)
        tree = _git("write-tree", **apart)
        command = [tree if word == "HEAD" else word for word in _recipe()]
        return _run(*command, "--format=zip", **apart)


def _recipe() -> list[str]:
    """The command of `make package`, without its target."""
    line = (ROOT / "Makefile").read_text().split("\npackage:")[1].splitlines()[1]
    words = re.search(r"git archive [^&]*", line)[0].split()
    target = words.index("-o")
    return words[:target] + words[target + 2 :]


def _git(*arguments: str, **variables: str) -> str:
    return _run("git", *arguments, **variables).decode().strip()


def _run(*command: str, **variables: str) -> bytes:
    environment = {**os.environ, **variables}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    if made.returncode:
        raise RuntimeError(f"{' '.join(command)}: {made.stderr.decode(errors='replace')}")
    return made.stdout
