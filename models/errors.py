"""The two ways a run can end early, and what the reader of a file finds unfit in it."""

from __future__ import annotations

from .language import Message


class RooflineError(Exception):
    """Something the user can put right: one sentence that says what is wrong and what to do.

    `RooflineError("{file} has {bands} bands; a DSM has one.", file=name, bands=3)`: the template is
    translated where the error is shown, and so are values that are messages or errors of this kind.
    `str(error)` is English.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.message = Message(template, **values)
        super().__init__(str(self.message))

    @property
    def template(self) -> str:
        """The sentence with gaps such as {name}."""
        return self.message.template

    @property
    def values(self) -> dict[str, object]:
        """What is put into the gaps."""
        return self.message.values


class Cancelled(RooflineError):  # noqa: N818 - the user's wish is no error
    """The user stopped the run; nothing was written."""

    def __init__(self, template: str = "The run was cancelled.", /, **values: object) -> None:
        super().__init__(template, **values)


class Unfit(ValueError):  # noqa: N818 - a reason, put into a sentence where it is caught
    """Why what a file asks for cannot be had: a part of a sentence, for the brackets of a RooflineError."""

    def __init__(self, template: str, /, **values: object) -> None:
        self.message = Message(template, **values)
        super().__init__(str(self.message))
