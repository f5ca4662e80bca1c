"""What the log lines of a request or a task have in common."""

from structlog.contextvars import bind_contextvars, clear_contextvars


def note(**facts: str | int) -> None:
    """Add these values to every log line until the request or task is over.

    Shops by their code, people by the key of their row: never an address, a code or a
    secret.
    """
    bind_contextvars(**facts)


def forget() -> None:
    """Drop what was noted: another request or task begins."""
    clear_contextvars()
