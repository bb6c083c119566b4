"""Command lines of the core's programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from .language import one_line


def named(text: str) -> Path:
    """A path of a command line, as argparse's `type`; an empty one would be the folder that one stands in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty; give one, or leave the option out")
    return Path(text)


class Arguments(argparse.ArgumentParser):
    """A command line, of whose faults each is one line.

    It speaks English, as does all that is said outside QGIS: nobody loads a catalogue there.
    """

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {one_line(message)}; --help tells what may be given.\n")
