"""One sentence for whatever may go wrong: what it is and what to do."""

from __future__ import annotations

import re

from ...algorithms.common.bridge import tr
from .choice import LABELS, POINTS, TORCH
from .pins import PIP_NAMED

# What pip writes, and what it means; the first that is found counts.
SIGNS = (
    ("space", r"No space left on device|Errno 28|WinError 112|not enough space"),
    ("proxy", r"ProxyError|Proxy Authentication|407 "),
    ("certificate", r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError"),
    (
        "network",
        r"NewConnectionError|ConnectTimeout|ReadTimeout|Name or service not known|getaddrinfo failed",
    ),
    ("network", r"Connection (refused|reset|aborted)|Temporary failure in name resolution|IncompleteRead"),
    ("network", r"Network is unreachable|RemoteDisconnected|MaxRetryError"),
    ("permission", r"Permission denied|Access is denied|WinError 5\b"),
    ("longpath", r"Windows Long Path|WinError 206"),
    ("broken", r"BadZipFile|is invalid|HashMismatch|DO NOT MATCH THE HASHES"),
    ("nowheel", r"No matching distribution found for|Could not find a version"),
)


def reason(said: str, unknown: str = "pip") -> str:
    """The code for what pip or the system said; `unknown` if it is none that is known."""
    return next((code for code, sign in SIGNS if re.search(sign, said)), unknown)


def sentence(code: str, detail: str, log: str = "", wheels: str = "", product: str = TORCH) -> str:
    """What people are told about a failure."""
    what = {TORCH: "PyTorch", POINTS: "laspy + lazrs", LABELS: "transformers"}[product]
    if code in ("pip", "system"):
        code = reason(log if code == "pip" else detail, code)
    if code in ("nowheel", "network", "proxy") and wheels:  # nothing is fetched beside the folder's files
        code = "nowheelhere"
    if code == "import" and re.search(r"WinError (126|127|1114)|c10\.dll", detail):
        code = "redist"
    told = sentences().get(code, sentences()["pip"])
    return told.format(detail=detail, last=last_error(log), pip=PIP_NAMED, what=what)


def sentences() -> dict[str, str]:
    return {
        "busy": tr("{what} is being installed by another QGIS window: wait until it has finished."),
        "python": tr(
            "The Python of QGIS was not found, only {detail}: install {what} as the README describes."
        ),
        "nopython": tr("The Python of QGIS was not found: install {what} as the README describes."),
        "nopip": tr(
            "Python's installer, pip, is missing: install the package “python3-pip” of your system, or put a "
            "pip-….whl into a folder and choose it below as the folder of wheels."
        ),
        "strangepip": tr(
            "{detail} is no pip that Roofline knows, so it is not run: put the one into its place that "
            "“python -m pip download pip=={pip}” fetches."
        ),
        "space": tr("The disk is full: make room (see the sizes above) and try again."),
        "network": tr("The download failed: check the internet connection and try again."),
        "proxy": tr("The proxy refused: check Settings > Options > Network, then try again."),
        "certificate": tr(
            "The server's certificate was not accepted, often because a company's firewall looks into "
            "connections: ask its administrators, or install from a folder of wheels."
        ),
        "permission": tr(
            "The folder cannot be written: check its permissions, or the virus scanner, and try again."
        ),
        "longpath": tr(
            "Windows refused a long file name: enable long paths in Windows, or use a shorter profile path."
        ),
        "broken": tr("A downloaded file is damaged: try again."),
        "nowheel": tr("There is no {what} for this version of Python and this system: use a newer QGIS."),
        "nowheelhere": tr(
            "This folder lacks {what}, or something it needs, for this Python and system (pip says "
            "“{last}”): put it there, or choose another folder."
        ),
        "elsewhere": tr(
            "{detail} asks for a file that is not in this folder, so nothing was installed: put wheels there "
            "alone that name what they need, as “python -m pip download” fetches them."
        ),
        "redist": tr(
            "PyTorch needs Microsoft's Visual C++ Redistributable: install it from "
            "https://aka.ms/vs/17/release/vc_redist.x64.exe and try again."
        ),
        "import": tr(
            "{what} was installed but does not run with this QGIS, so it is not used (Python says "
            "“{detail}”): try again, or use a newer QGIS."
        ),
        "crashed": tr("The installation ended unexpectedly; nothing was changed. Try again."),
        "system": tr("The system refused (“{detail}”): check the folder and the free space, and try again."),
        "pip": tr("The installation failed (pip says “{last}”): look at the details, or try again."),
    }


def last_error(log: str) -> str:
    """The last line that pip marks as an error, else its last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line.partition("ERROR:")[2].strip() for line in lines if "ERROR:" in line]
    return (errors or lines or [""])[-1]
