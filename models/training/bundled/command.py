"""The command line that the recipes of bundled models share."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch

from ...command_line import Arguments, named
from ...errors import RooflineError
from ...language import one_line

Action = Callable[[argparse.Namespace], None]


def parser(about: str | None, model: str, data: str, shards: int, minutes: float) -> argparse.ArgumentParser:
    """The arguments of a recipe that makes `model`; `data` says what its folder of real places holds."""
    made = Arguments(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("action", choices=("generate", "train", "finish"))
    made.add_argument("--data", type=named, help=f"folder of real places ({data})")
    made.add_argument("--work", type=named, required=True, help="folder of shards and checkpoints")
    made.add_argument("--output", type=named, default=Path(f"{model}.pt"))
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--shards", type=int, default=shards)
    made.add_argument("--minutes", type=float, default=minutes)
    made.add_argument("--name", default="main", help="name of the training's folder")
    made.add_argument("--metrics", type=named, nargs="*", default=[], help="JSON figures for the card")
    return made


def add_start(arguments: argparse.ArgumentParser) -> None:
    """The arguments of recipes whose trainings may go on from another one's weights."""
    arguments.add_argument("--start", default="", help="training or bundled model whose weights are tuned on")
    arguments.add_argument("--rate", type=float, help="learning rate of tuning")


def add_earlier(arguments: argparse.ArgumentParser) -> None:
    """The argument of recipes whose model files are means of several stages."""
    said = "finish: checkpoints to average with, or model files"
    arguments.add_argument("--earlier", type=named, nargs="*", default=[], help=said)


def figures(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """What the files of `--metrics` say."""
    return {name: value for path in options.metrics for name, value in json.loads(path.read_text()).items()}


def run(arguments: argparse.ArgumentParser, actions: Mapping[str, Action]) -> None:
    """Do the action that is asked for, on one core; what cannot be done is told in one line."""
    options = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    with in_one_line(arguments):
        actions[options.action](options)


@contextmanager
def in_one_line(arguments: argparse.ArgumentParser) -> Iterator[None]:
    """What cannot be done ends the command, and is told without a traceback."""
    try:
        yield
    except RooflineError as error:
        arguments.exit(1, f"{arguments.prog}: {one_line(str(error))}\n")
