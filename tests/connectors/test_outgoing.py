"""Calls to a shop are guarded and bounded, whatever is at the address."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.test import override_settings

from connectors import outgoing
from connectors.outgoing import BadAnswer, KeyRefused, ShopAway, ShopCaller
from core.outgoing import AddressRefused, permitted
from tests.connectors.servers import Answered, Asked, Server, serving


@pytest.fixture(autouse=True)
def _allowed() -> Iterator[None]:
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True):
        yield


def call(server: Server, path: str = "/") -> outgoing.Reply:
    return ShopCaller(server.address, headers={"Authorization": "Basic abc"}).call(
        "GET", path
    )


def test_the_key_goes_in_the_header() -> None:
    with serving(lambda _asked: Answered(b"{}")) as server:
        call(server, "/api/orders")

    assert server.asked[0].headers["authorization"] == "Basic abc"
    assert server.asked[0].path == "/api/orders"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, KeyRefused),
        (403, KeyRefused),
        (429, ShopAway),
        (500, ShopAway),
        (503, ShopAway),
        (302, AddressRefused),
    ],
)
def test_an_answer_is_judged_by_its_status(status: int, error: type[Exception]) -> None:
    def answer(_asked: Asked) -> Answered:
        return Answered(
            b"", status, {"Location": "http://169.254.169.254/", "Retry-After": "7"}
        )

    with serving(answer) as server, pytest.raises(error):
        call(server)

    assert len(server.asked) == 1


def test_html_with_status_200_is_no_answer() -> None:
    with serving(lambda _asked: Answered(b"<html>Fatal error</html>")) as server:
        reply = call(server)
        with pytest.raises(BadAnswer):
            reply.json()


def test_an_answer_that_is_cut_off_is_no_answer() -> None:
    def answer(_asked: Asked) -> Answered:
        return Answered(
            b'{"orders":[', 200, {"Content-Length": "100", "Connection": "close"}
        )

    with serving(answer) as server, pytest.raises(ShopAway):
        ShopCaller(server.address, headers={}).call("GET", "/")


def test_an_answer_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LARGEST", 100)
    with serving(lambda _asked: Answered(b"x" * 101)) as server, pytest.raises(BadAnswer):
        call(server)


def test_an_answer_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "ANSWER_WITHIN", -1)
    with serving(lambda _asked: Answered(b"x")) as server, pytest.raises(ShopAway):
        call(server)


def test_a_server_that_says_nothing_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "READ_WITHIN", 0.1)

    def slow(_asked: Asked) -> Answered:
        time.sleep(0.3)
        return Answered()

    with serving(slow) as server, pytest.raises(ShopAway):
        call(server)


def test_nobody_at_the_address_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ShopAway):
        ShopCaller(f"http://127.0.0.1:{port}", headers={}).call("GET", "/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 -- an address to refuse
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
        "64:ff9b::a00:1",
        "224.0.0.1",
    ],
)
@override_settings(CONNECTORS_ALLOW_PRIVATE=False)
def test_an_address_inside_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    with pytest.raises(AddressRefused):
        permitted("shop.example.com", 443)


@override_settings(CONNECTORS_ALLOW_PRIVATE=False)
def test_one_inside_among_several_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443))
        for each in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    with pytest.raises(AddressRefused):
        permitted("shop.example.com", 443)


@override_settings(CONNECTORS_ALLOW_PRIVATE=False)
def test_what_the_name_means_is_looked_at_when_it_is_called() -> None:
    """Allowed when the connection was made, inside by the time it is used."""
    with serving(lambda _asked: Answered()) as server:
        with override_settings(CONNECTORS_ALLOW_PRIVATE=True):
            caller = ShopCaller(server.address, headers={})
        with pytest.raises(AddressRefused):
            caller.call("GET", "/")

    assert server.asked == []
