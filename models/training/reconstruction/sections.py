"""What the sections of a complete configuration hold, as they are read; `configuration.py` checks them."""

from __future__ import annotations

from typing import Any, TypedDict, Union

Weights = Union[float, list[float]]  # one, or those outside and inside a mask


class Augmentation(TypedDict):
    """How samples are turned and mirrored."""

    flip: bool
    rotate: bool


class Scheduler(TypedDict):
    """The learning rate's schedule, and what PyTorch's class is told."""

    type: str | None
    kwargs: dict[str, Any] | None


class LossWeights(TypedDict):
    """Weights of queries by the masks that they lie in."""

    gt: Weights
    land: dict[str, Weights]  # building, forest, water
    balance_building_weight: bool


class TrainingSection(TypedDict):
    """How it is trained: the original's keys that are read, and Roofline's own."""

    epochs: int
    random_dataset_length: int
    batch_size: int
    learning_rate: float
    early_stopping: int
    random_seed: int
    optimize_every: int
    validate_every: int
    checkpoint_every: int
    resume_from: str | None
    gradient_clipping: float
    ema: float
    save_every: int
    summed: bool
    augmentation: Augmentation
    scheduler: Scheduler
    loss_weights: LossWeights


class Images(TypedDict):
    """The images of a data set of chunks."""

    folder: str | None
    pairs: list[str]


class DatasetSection(TypedDict):
    """The original's data set of chunks, and how samples are drawn of any; lengths in metres."""

    path: str | None
    train_chunks: list[int]
    val_chunks: list[int]
    n_query_points: int | None
    subsample_val: bool
    use_surface: list[str]
    patch_size: float | list[float]
    satellite_image: Images


class PlaceEntry(TypedDict):
    """Points with a reference surface, or with polygons that have heights."""

    name: str
    points: str
    reference: str
    guides: list[str]
    crs: str
    height_field: str
    split: str
    classes: str
    returns: str
    withheld: bool
    synthetic: bool
    overlap: bool
