"""What Set up PyTorch trusts: versions of PyTorch, of other packages, and pip's own wheels by SHA-256.

A release renews both: `pip download --no-deps pip==X` and `sha256sum` give the numbers.
"""

from __future__ import annotations

import platform
import sys

# The last versions for Macs with Intel's processors and for Python 3.9; then one with wheels for CPU,
# CUDA 12.6 and CUDA 13.0 for all of Python 3.10 to 3.14.
INTEL_MAC, PYTHON_39, USUAL = "2.2.2", "2.8.0", "2.9.1"
# What unpacks LAZ: the last versions with wheels for Python 3.9 on all systems, then those for 3.10 to 3.14.
POINTS_39, POINTS = "laspy==2.6.1 lazrs==0.8.1", "laspy==2.7.0 lazrs==0.8.2"
# What runs SAM 3, for Python 3.10 and later; it asks for NumPy and takes PyTorch from 2.4 on.
LABELS = "transformers==5.24.0"
# A text, as scanners take quoted digests for secrets.
PIP = dict(
    line.split()
    for line in """
pip-23.0.1-py3-none-any.whl 236bcb61156d76c4b8a05821b988c7b8c35bf0da28a4b614e8d6ab5212c25c6f
pip-23.2.1-py3-none-any.whl 7ccf472345f20d35bdc9d1841ff5f313260c2c33fe417f48c30ac46cccabf5be
pip-23.3.2-py3-none-any.whl 5052d7889c1f9d05224cd41741acb7c5d6fa735ab34e339624a614eaaa7e7d76
pip-24.0-py3-none-any.whl ba0d021a166865d2265246961bec0152ff124de910c5cc39f1156ce3fa7c69dc
pip-24.2-py3-none-any.whl 2cd581cf58ab7fcfca4ce8efa6dcacd0de5bf8d0a3eb9ec927e07405f4d9e2a2
pip-24.3.1-py3-none-any.whl 3790624780082365f47549d032f3770eeb2b1e8bd1f7b2e02dace1afa361b4ed
pip-25.0.1-py3-none-any.whl c46efd13b6aa8279f33f2864459c8ce587ea6a1a59ee20de055868d8f7688f7f
pip-25.1.1-py3-none-any.whl 2913a38a2abf4ea6b64ab507bd9e967f3b53dc1ede74b01b0931e1ce548751af
pip-25.2-py3-none-any.whl 6d67a2b4e7f14d8b31b8b52648866fa717f45a1eb70e83002f4331d07e953717
pip-25.3-py3-none-any.whl 9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd
pip-26.0-py3-none-any.whl 98436feffb9e31bc9339cf369fd55d3331b1580b6a6f1173bacacddcf9c34754
""".splitlines()
    if line
)
PIP_NAMED = "25.3"  # what people are told to fetch: it runs on Python 3.9 and later


def torch_version(
    system: str = sys.platform,
    machine: str = "",
    python: tuple[int, int] = (sys.version_info[0], sys.version_info[1]),
) -> str:
    """The version of PyTorch to install on a system and Python."""
    if system == "darwin" and (machine or platform.machine()) == "x86_64":
        return INTEL_MAC
    return PYTHON_39 if python < (3, 10) else USUAL


def points_versions(python: tuple[int, int] = (sys.version_info[0], sys.version_info[1])) -> str:
    """The requirements of what unpacks LAZ, for a Python."""
    return POINTS_39 if python < (3, 10) else POINTS
