"""Log lines: one JSON object each in production, keys and values to read with DEBUG.

The product logs through the standard library, as its libraries do; structlog formats all
of it alike. What a line belongs to (request, shop, task …) comes from `core.logs`.
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
# What other formatters leave on a record.
LEFT = {"message", "asctime"}


class Stderr(logging.StreamHandler[TextIO]):
    """Looks stderr up at each line: test runners replace it, and close theirs."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def config(*, pretty: bool, level: str) -> dict[str, Any]:
    """For dictConfig. Everything goes to stderr: stdout belongs to what commands print."""
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
                    _finish,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"()": Stderr, "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": through | {"level": "NOTSET"},
            # The line of each request (tracing) says what these would.
            "django.request": {"level": "ERROR"},
            "django.server": through | {"level": "ERROR"},
            # It logs a greeting for every command, and who has logged in.
            "axes": {"level": "WARNING"},
            # It warns where there is no .env, which is fine with real variables.
            "environ": {"level": "WARNING"},
            "gunicorn.error": through,
            # The line of each request knows more, and leaves queries out.
            "gunicorn.access": through | {"level": "WARNING"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Django calls this with LOGGING, Celery's processes too."""
    logging.config.dictConfig(config)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


def _log_uncaught(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    """Log the error that ends a process; Ctrl-C is none."""
    if issubclass(kind, Exception):
        logging.getLogger(__name__).critical("Uncaught", exc_info=(kind, error, where))
    else:
        sys.__excepthook__(kind, error, where)


def _task(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Celery logs about tasks outside of them too: keep their names, drop the arguments."""
    data = line.pop("data", None)
    if isinstance(data, dict) and {"id", "name"} <= data.keys():
        line.update(task=data["name"], task_id=data["id"])
    return line


def _finish(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Put the fields in order, as JSON without secrets.

    Django passes the request itself to its own log lines, `tracing` to all others.
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
