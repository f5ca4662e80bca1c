"""Clients that send half of a request hold nobody else up."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from loyalty_site.draining import LARGEST_GATHERED, TimedSocket, is_whole
from shop.models import Shop
from tests.loyalty_site.test_web_server import Server
from tests.loyalty_site.test_web_server import server as _server

server = _server

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\n", False),
        (b"GET / HTTP/1.1\r\n\r\n", True),
        (HEAD + b"Content-Length: 5\r\n\r\nabcd", False),
        (HEAD + b"content-length:5\r\n\r\nabcde", True),
        (HEAD + b"Content-Length: 99999999\r\n\r\n", True),
        (HEAD + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n", False),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n", True),
        (b"x" * 70_000, True),
    ],
)
def test_a_thread_is_given_to_whole_requests_only(data: bytes, whole: bool) -> None:
    assert is_whole(data) is whole


def test_what_is_too_large_to_be_gathered_is_read_by_a_thread() -> None:
    length = LARGEST_GATHERED + 1
    assert is_whole(HEAD + b"Content-Length: %d\r\n\r\n" % length)


def test_reading_ends_at_its_deadline_however_slowly_bytes_come() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        timed = TimedSocket(ours, time.monotonic() + 0.2)
        theirs.send(b"a")
        assert timed.recv(10) == b"a"
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            timed.recv(10)

    assert time.monotonic() - began < 2


@contextmanager
def half_sent(server: Server, many: int) -> Iterator[list[socket.socket]]:
    """Connections that have announced a body and sent one byte of it."""
    head = (
        b"PUT /api/v1/orders/x HTTP/1.1\r\nHost: fidelite.example.com\r\n"
        b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.9\r\n"
        b"Authorization: Bearer wrong\r\nContent-Type: application/json\r\n"
        b"Content-Length: 5000\r\n\r\n{"
    )
    with ExitStack() as open_ones:
        held = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            for _ in range(many)
        ]
        for each in held:
            each.sendall(head)
        yield held


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_forty_half_sent_requests_hold_nobody_up(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    del shop, tmp_path
    with half_sent(server, 40) as held:
        took = []
        for _ in range(5):
            began = time.monotonic()
            assert server.ask("GET", "/healthz") == 200
            took.append(time.monotonic() - began)
            held[0].sendall(b" ")

        # The rest of one comes at last, and is answered: 401, for the key is wrong.
        held[0].sendall(b" " * 4994)
        answer = held[0].recv(100)

    assert max(took) < 5
    assert answer.startswith(b"HTTP/1.1 401")
