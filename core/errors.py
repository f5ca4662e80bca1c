from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 -- it reads as the sentence it is
    """A rule refuses an action. The message is translated, for the person who asked.

    ``code`` is stable: shops program against it. ``details`` are figures that go
    with it, such as the points that are missing.
    """

    code = "refused"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details: Mapping[str, object] = details


class Invalid(Refused):
    """A value is wrong; nothing was written. ``field`` names it."""

    code = "invalid"

    def __init__(self, message: str, *, field: str, **details: object) -> None:
        super().__init__(message, field=field, **details)
