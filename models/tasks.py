"""The tasks that models are made for. A task is told here, once; everything else asks this registry.

Needs no PyTorch: the toolbox and the windows read it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .language import Message, tr_noop

if TYPE_CHECKING:
    from .engine.output import Output, OutputContext

METRES, PROBABILITY, COLOUR = "m", "probability", "colour"


@dataclass(frozen=True)
class Task:
    """One kind of model, named as the algorithm that runs it.

    title: what people call it; does: what its models do, in words; unit: of what they give (METRES ...);
    model: the one to use unless people choose, "" where none is bundled; roles: what rasters are, by the
    parameter that they are given by; guides: the parameter of further rasters; areas: that of buildings,
    polygons or a mask, which models may take beside; result: the name of a layer
    that is made of another one by a click, "" where there is no such action; most_bands: of that layer, 0 =
    any number; fills_voids: whether voids of a surface are filled if people wish; output: what the engine
    writes with, None where the task has its own run, or none.
    """

    id: str
    title: str
    does: Message
    unit: str = METRES
    model: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    guides: str = ""
    areas: str = ""
    result: str = ""
    most_bands: int = 0
    fills_voids: bool = False
    output: Callable[[OutputContext], Output] | None = None

    @property
    def is_run(self) -> bool:
        """Whether there is an algorithm that runs its models."""
        return bool(self.roles)

    def parameter(self, role: str) -> str:
        """The parameter that rasters of a role are given by; the role itself where there is none."""
        return next((name for name, each in self.roles.items() if each == role), role)


def of(name: str) -> Task:
    """The task of that name, which a checked card has."""
    return TASKS[name]


def outputs() -> dict[str, Callable[[OutputContext], Output]]:
    """What the engine writes with, by task; those that it does not run are left out."""
    return {name: task.output for name, task in TASKS.items() if task.output is not None}


def register(task: Task) -> Task:
    """Make a task known."""
    TASKS[task.id] = task
    return task


def _refined(context: OutputContext) -> Output:
    from .engine.output import RefinedOutput

    return RefinedOutput(context)


def _mask(context: OutputContext) -> Output:
    from .buildings.output import MaskOutput

    return MaskOutput(context)


def _image(context: OutputContext) -> Output:
    from .imagery.output import ImageOutput

    return ImageOutput(context)


TASKS: dict[str, Task] = {}
REFINE_DSM = register(
    Task(
        "refinedsm",
        tr_noop("Refine DSM"),
        Message("refines surface models (roofline:refinedsm)"),
        model="refine-geometry",
        roles={"INPUT": "dsm"},
        guides="GUIDES",
        areas="BUILDINGS",
        result=tr_noop("{} refined"),
        most_bands=1,
        fills_voids=True,
        output=_refined,
    )
)
BUILDING_MASK = register(
    Task(
        "buildingmask",
        tr_noop("Building mask"),
        Message("finds buildings (roofline:buildingmask)"),
        unit=PROBABILITY,
        model="auto",
        roles={"DSM": "dsm", "IMAGERY": "image", "NDVI": "ndvi"},
        result=tr_noop("{} buildings"),
        output=_mask,
    )
)
SYNTHESIZE_IMAGERY = register(
    Task(
        "synthesizeimagery",
        tr_noop("Synthesize imagery"),
        Message("paints imagery from masks (roofline:synthesizeimagery)"),
        unit=COLOUR,
        model="imagery-demo",
        roles={"INPUT": "mask"},
        result=tr_noop("{} imagery"),
        output=_image,
    )
)
RECONSTRUCT_DSM = register(
    Task(
        "reconstructdsm",
        tr_noop("Reconstruct DSM"),
        Message("makes surface models of point clouds (roofline:reconstructdsm)"),
        model="grid",
        roles={"POINTS": "points"},
        guides="GUIDES",
    )
)
DISCRIMINATOR = register(
    Task(
        "discriminator",
        tr_noop("Training"),
        Message("a discriminator, for training alone"),
        unit="",
    )
)
