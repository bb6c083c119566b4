"""What is downloaded, for CPU or NVIDIA, from where, and how large it is. No Qt here."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...models import interpreter, torch_release
from . import store
from .pins import LABELS as LABELS_VERSION
from .pins import points_versions, torch_version

# Of a folder of wheels, which is chosen and trusted as it is.
REQUIREMENT, POINTS_REQUIREMENT = f"torch>={torch_release.LEAST}", "laspy>=2.4 lazrs>=0.5"
LABELS_REQUIREMENT = "torch>=2.4 transformers>=5"
# What can be installed: PyTorch; laspy and lazrs, which unpack LAZ; what SAM 3 runs with.
TORCH, POINTS, LABELS = "torch", "points", "labels"
MODULES = {TORCH: ("torch",), POINTS: ("laspy", "lazrs"), LABELS: ("transformers",)}
SITE = "https://download.pytorch.org/whl/"
PYPI = "https://pypi.org/simple"  # besides: PyTorch's own page has PyTorch alone


@dataclass(frozen=True)
class Size:
    """What an installation takes, in GB: to download, and on the disk in the end."""

    download: float
    disk: float

    @property
    def needed(self) -> float:
        """Bytes that must be free: what is downloaded lies beside what is unpacked."""
        return (self.download + self.disk + 0.2) * 1e9


@dataclass(frozen=True)
class Gpu:
    """An NVIDIA graphics card: name, major version of its driver, compute capability as 75 for 7.5."""

    name: str
    driver: int
    capability: int


CPU, CUDA = "cpu", "cuda"
SIZES = {
    ("linux", CPU): Size(0.2, 0.8),
    ("linux", CUDA): Size(3.0, 7.0),
    ("win32", CPU): Size(0.2, 0.6),
    ("win32", CUDA): Size(2.5, 5.0),
    ("darwin", CPU): Size(0.2, 0.6),
}
QUERY = ("--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader")


def size(variant: str, system: str = sys.platform) -> Size:
    return SIZES.get((system, variant)) or SIZES["linux", variant]


def variants(system: str = sys.platform) -> tuple[str, ...]:
    """What there is to choose from; PyTorch for macOS uses Apple's graphics processor as it is."""
    return (CPU,) if system == "darwin" else (CPU, CUDA)


def gpu_of(listing: str) -> Gpu | None:
    """The first card that nvidia-smi lists (QUERY), None if it lists none."""
    for line in listing.splitlines():
        parts = [part.strip() for part in line.split(",")]
        try:
            return Gpu(parts[0], int(parts[1].split(".")[0]), int(parts[2].replace(".", "")))
        except (IndexError, ValueError):
            continue
    return None


def index(variant: str, gpu: Gpu | None, system: str = sys.platform) -> str:
    """The page of PyTorch's site with the wheels to take; nothing: pip's own (or the company's) index.

    CUDA 13 needs a driver from 580 on and a card of compute capability 7.5 or more (Turing, 2018).
    """
    if variant == CUDA:
        old = gpu is not None and (gpu.driver < 580 or gpu.capability < 75)
        early = sys.version_info < (3, 10)  # Python 3.9 has no wheels for CUDA 13
        return SITE + ("cu126" if old or early else "cu130")
    return SITE + "cpu" if system.startswith("linux") else ""


POINTS_SIZE = Size(0.002, 0.004)


def pip_folder(base: Path) -> Path:
    """Where pip's own wheel is kept, should Python have come without pip."""
    return base.parent / "pip"


def job(
    task: str, base: Path, variant: str = CPU, gpu: Gpu | None = None, wheels: str = ""
) -> dict[str, Any]:
    """What the installing process is told."""
    own = {str(base)} | {str(entry) for entry in sys.path if base in Path(entry).parents}
    return {
        "task": task,
        "base": str(base),
        "pip": str(pip_folder(base)),
        "library": str(interpreter.library()),
        "in_use": in_use(base),
        "path": [entry for entry in sys.path if entry and entry not in own],
        "needed": size(variant).needed,
        "requirement": REQUIREMENT if wheels else f"torch=={torch_version()}",
        "index": "" if wheels else index(variant, gpu),
        "wheels": wheels,
    }


def points_job(task: str, base: Path, wheels: str = "") -> dict[str, Any]:
    """What the process is told that installs laspy and lazrs: they need NumPy alone, which QGIS has."""
    return {
        **job(task, base, wheels=wheels),
        "product": POINTS,
        "in_use": in_use(base, POINTS),
        "needed": POINTS_SIZE.needed,
        "requirement": POINTS_REQUIREMENT if wheels else points_versions(),
        "index": "",
        "alone": True,
    }


def labels_size(variant: str) -> Size:
    """What SAM 3's packages take: PyTorch's size and that of transformers with NumPy."""
    torch = size(variant)
    return Size(round(torch.download + 0.1, 1), round(torch.disk + 0.3, 1))


def labels_job(
    task: str, base: Path, variant: str = CPU, gpu: Gpu | None = None, wheels: str = ""
) -> dict[str, Any]:
    """What the process is told that installs what SAM 3 runs with: none of QGIS's packages count there."""
    usual = job(task, base, variant, gpu, wheels)
    return {
        **usual,
        "product": LABELS,
        "in_use": "",
        "path": [],
        "needed": labels_size(variant).needed,
        "requirement": LABELS_REQUIREMENT if wheels else f"{usual['requirement']} {LABELS_VERSION}",
        "besides": PYPI if usual["index"] else "",
        "apart": True,
    }


def in_use(base: Path, product: str = TORCH) -> str:
    """The folder below `base` that this QGIS has loaded a product from; nothing if there is none."""
    loaded = getattr(sys.modules.get(MODULES[product][0]), "__file__", None) or ""
    return Path(loaded).relative_to(base).parts[0] if base in Path(loaded).parents else ""


def state(base: Path, product: str = TORCH) -> tuple[str, str]:
    """("installed", version), ("broken", version), ("elsewhere", folder), ("old", version) or ("absent", "").

    An "old" one is not Roofline's own, and is passed over as soon as that is installed.
    """
    found = store.record(base)
    origins = [_origin(module) for module in MODULES[product]]
    known = [origin for origin in origins if origin is not None and base not in origin.parents]
    if len(known) == len(origins) and product != LABELS:  # QGIS's Python is not where it runs
        version = _release(known[0].parent) if product == TORCH else ""
        return ("old", version) if torch_release.is_too_old(version) else ("elsewhere", str(known[0].parent))
    if found is None:
        return "absent", ""
    return ("installed" if store.is_whole(base) else "broken"), found["version"]


def _release(folder: Path) -> str:
    """Which release of PyTorch lies in a folder, without the seconds that importing it takes."""
    try:
        found = re.search(r"""__version__ = ['"]([^'"]+)""", (folder / "version.py").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return found[1] if found else ""


def _origin(module: str) -> Path | None:
    """The file that a module would be imported from."""
    from importlib.util import find_spec

    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None
