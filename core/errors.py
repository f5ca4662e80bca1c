from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 -- it reads as the sentence it is
    """A rule said no. The message is written, and translated, for the person who asked.

    ``code`` is stable: shops program against it. ``details`` are figures that go
    with it, such as the points that are missing.
    """

    code = "refused"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details: Mapping[str, object] = details


class Invalid(Refused):
    """What was said cannot be true, so nothing of it was taken in."""

    code = "invalid"

    def __init__(self, message: str, *, field: str, **details: object) -> None:
        super().__init__(message, field=field, **details)
