"""What tests through Processing share: the provider, how an algorithm is run, the models of chains."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from support import chain_parts


@pytest.fixture
def provider(qgis):
    return qgis.processingRegistry().providerById("roofline")


@pytest.fixture
def run(qgis, request):
    """Runs an algorithm: the one that its first argument names, or that of the module's ALGORITHM."""
    name = getattr(request.module, "ALGORITHM", None)
    return functools.partial(chain_parts.run, name) if name else chain_parts.run


@pytest.fixture
def models(tmp_path: Path) -> dict[str, Path]:
    return chain_parts.models(tmp_path)
