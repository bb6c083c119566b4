"""What every export of a training needs: networks of stored weights, settings without anybody's folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .. import networks


def loaded(entry: dict[str, Any], weights: dict[str, torch.Tensor]) -> nn.Module:
    """A network of a card's entry with weights, which may be those of norms shared by processes."""
    with torch.random.fork_rng(devices=[]):
        network = networks.build(entry["family"], entry.get("options", {}))
    network.load_state_dict(weights)
    return network.eval()


def listed(names: list[str], most: int = 6) -> str:
    """Names in a row, of many the first ones and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def without_folders(value: Any) -> Any:
    """The value with file names in place of paths: a card tells nobody's folders."""
    if isinstance(value, dict):
        return {key: without_folders(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_folders(each) for each in value]
    if isinstance(value, os.PathLike) or (isinstance(value, str) and ("/" in value or "\\" in value)):
        return Path(str(value).replace("\\", "/")).name
    return value
