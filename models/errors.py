"""The two ways a run can end early."""

from __future__ import annotations


class RooflineError(Exception):
    """Something the user can put right: one sentence that says what is wrong and what to do."""


class Cancelled(RooflineError):  # noqa: N818 - the user's wish is no error
    """The user stopped the run; nothing was written."""

    def __init__(self, message: str = "The run was cancelled.") -> None:
        super().__init__(message)
