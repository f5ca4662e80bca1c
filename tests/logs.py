"""What production would have logged."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from core.logs import forget
from loyalty_site import logs

type Line = dict[str, Any]


def formatter() -> logging.Formatter:
    """As dictConfig makes it of production's LOGGING."""
    made = logs.config(pretty=False, level="INFO")["formatters"]["line"]
    return structlog.stdlib.ProcessorFormatter(
        processors=made["processors"], foreign_pre_chain=made["foreign_pre_chain"]
    )


class Written:
    """A log to read back: the text, or its lines as objects."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, logger: str) -> list[Line]:
        return [line for line in self.lines if line["logger"] == logger]


@contextmanager
def written() -> Iterator[Written]:
    log = Written()
    handler = logging.StreamHandler(log.stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    forget()
    try:
        yield log
    finally:
        root.removeHandler(handler)
        forget()
