"""Names for what is truly raw: content of files that other programs, or people, may have written."""

from __future__ import annotations

from typing import Any

# A JSON object as it stands in a file, before (or without) anything here knows its keys: configurations of
# published programs, cards on their way into `modelfile.parts`, messages between processes.
JsonObject = dict[str, Any]
# What PyTorch saves of modules, optimizers and schedulers: tensors, numbers, lists, by its own names.
StateDict = dict[str, Any]
