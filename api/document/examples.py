"""Real calls with their answers, written down by the tests (``tests/api/examples``)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_name("examples.json")


@cache
def recorded() -> dict[str, Any]:
    """``calls`` by operationId and status, each with title, path, body and answer;
    ``problems`` by their code.
    """
    found: dict[str, Any] = json.loads(RECORDED.read_text())
    return found


def examples_of(operation: str) -> list[tuple[str, dict[str, Any]]]:
    """The calls of an operation that went well, each with its status."""
    by_status: dict[str, list[dict[str, Any]]] = recorded()["calls"].get(operation, {})
    return [(status, each) for status, calls in by_status.items() for each in calls]


def first_example(operation: str) -> dict[str, Any]:
    """The call that is shown first: what is made anew, where that is told apart."""
    found = examples_of(operation)
    made = [each for status, each in found if status == "201"]
    return (made or [each for _status, each in found] or [{}])[0]
