"""Log lines: one JSON object each in production, keys and values to read with DEBUG.

The product logs through the standard library, as its libraries do; structlog puts all of
it into one shape. What a line belongs to (request, shop, task …) comes from `core.logs`.
"""

import logging
import logging.config
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from django.http import HttpRequest
from structlog.typing import EventDict, Processor, WrappedLogger

from loyalty_site.log_redaction import redacted, secret_parts

FIRST = ["timestamp", "level", "logger", "event"]
# What other formatters leave on a record as they go.
LEFT = {"message", "asctime"}


class Stderr(logging.StreamHandler[TextIO]):
    """Whatever stderr is by then: test runners put one of their own there, and close it."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def config(*, pretty: bool, level: str) -> dict[str, Any]:
    """For dictConfig. Everything goes to stderr: what commands say on stdout is theirs."""
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    through = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHAPE,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _tell,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"()": Stderr, "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": through | {"level": "NOTSET"},
            # The line of each request says what they would say below that.
            "django.request": {"level": "ERROR"},
            "django.server": through | {"level": "ERROR"},
            # It greets every command, and tells who has logged in.
            "axes": {"level": "WARNING"},
            # It misses the .env of whoever sets variables.
            "environ": {"level": "WARNING"},
            "gunicorn.error": through,
            # Django's line of a request knows more, and tells no query.
            "gunicorn.access": through | {"level": "WARNING"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Django calls this with LOGGING, Celery's processes too."""
    logging.config.dictConfig(config)
    logging.captureWarnings(capture=True)
    sys.excepthook = _last_words


def _last_words(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    """What ends a process is a log line as well; Ctrl-C is nothing to tell."""
    if issubclass(kind, Exception):
        logging.getLogger(__name__).critical("Uncaught", exc_info=(kind, error, where))
    else:
        sys.__excepthook__(kind, error, where)


def _task(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Celery speaks of tasks outside of them too: their arguments are not for the log."""
    data = line.pop("data", None)
    if isinstance(data, dict) and {"id", "name"} <= data.keys():
        line.update(task=data["name"], task_id=data["id"])
    return line


def _tell(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """In order, as JSON knows it, and discreet.

    Django hands the request itself to its own log lines, `tracing` to all others.
    """
    request = line.pop("request", None)
    parts: Mapping[str, str] = {}
    if isinstance(request, HttpRequest):
        line.update(method=request.method, path=request.path)
        parts = secret_parts(request)
    order = [name for name in FIRST if name in line]
    order += [name for name in line if name not in {*FIRST, *LEFT}]
    return {name: redacted(line[name], parts) for name in order}


SHAPE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.ExtraAdder(),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _task,
]
