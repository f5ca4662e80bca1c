"""The shop's own software: it calls, and calls again until it has been told."""

import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPMessage
from typing import Any

SECONDS_TO_INSIST = 60.0
PAUSE = 0.05


@dataclass(frozen=True)
class Told:
    """What one call was told, and after how many seconds."""

    status: int
    headers: HTTPMessage
    content: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.content)


def call(
    address: str,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Told:
    start = time.monotonic()
    connection = HTTPConnection(address, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    return Told(answer.status, answer.headers, content, time.monotonic() - start)


@dataclass
class Caller:
    """With the shop's key. ``refused`` is what it was told apart from what it wanted;
    ``cut`` counts the calls that got no answer at all.
    """

    address: str
    token: str
    refused: list[Told] = field(default_factory=list)
    cut: int = 0

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Told:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        said |= {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }
        content = b"" if body is None else json.dumps(body).encode()
        return call(self.address, method, f"/api/v1{path}", content, said)

    def insist(self, method: str, path: str, body: Any = None, **headers: str) -> Told:
        """The same call again until it is told that it has been done."""
        deadline = time.monotonic() + SECONDS_TO_INSIST
        while time.monotonic() < deadline:
            try:
                told = self.ask(method, path, body, **headers)
                if told.status < 300:
                    return told
                self.refused.append(told)
            except (OSError, HTTPException):
                self.cut += 1
            time.sleep(PAUSE)
        raise AssertionError(f"{method} {path} was never done: {self.refused[-1:]}")


def side_by_side[T, R](
    run: Callable[[T], R], each: Iterable[T], threads: int = 4
) -> list[R]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, each))
