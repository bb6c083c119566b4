"""A PyTorch that is too old is refused by its number, before what it lacks is missed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from roofline.models import torch_release
from roofline.models.errors import RooflineError
from support import paths

# As with the package python3-torch of Debian 12: the network's module itself says so, whoever imports it.
OLD = f"""
import sys
sys.path.insert(0, {str(paths.ROOT / "tests")!r})
import conftest, torch
torch.__version__ = "1.13.0a0"
del torch.overrides.TorchFunctionMode  # which came later than some releases that are still about
from roofline.models.errors import RooflineError
try:
    from roofline.models import bundle
    bundle.load("refine-geometry")
except RooflineError as error:
    print(error)
"""


@pytest.mark.parametrize("version", ["1.8.1", "1.13.0a0", "1.13.1+cu117", "2.0.1", "2.1.2"])
def test_too_old(version):
    assert torch_release.is_too_old(version)
    with pytest.raises(RooflineError, match=rf"^PyTorch {version.replace('+', '.')} is too old: .* 2\.2 or"):
        torch_release.refuse_older(version)


@pytest.mark.parametrize(
    "version", ["2.2.0", "2.6.0", "2.13.0+cpu", "2.14.1+debian", "3.0.0.dev1", "main", ""]
)
def test_new_enough(version):
    assert not torch_release.is_too_old(version)
    torch_release.refuse_older(version)


def test_a_network_is_not_made_with_an_old_one():
    run = subprocess.run(
        [sys.executable, "-c", OLD], capture_output=True, text=True, check=False, timeout=120
    )
    assert run.stdout.startswith("PyTorch 1.13.0a0 is too old: Roofline needs 2.2 or newer."), run.stderr
