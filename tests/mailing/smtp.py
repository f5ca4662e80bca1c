"""A real mail server on loopback, which answers what the test wants it to."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class Inbox:
    """``mails`` as they arrived. ``on_rcpt`` and ``on_data`` answer instead, or not."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.on_rcpt: Callable[[str], str | None] = lambda _address: None
        self.on_data: Callable[[bytes], str | None] = lambda _content: None
        self.slow = 0.0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=policy.default) for each in self.raw]

    async def handle_RCPT(  # noqa: N802
        self,
        _server: Any,
        _session: Any,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if answer := self.on_rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        time.sleep(self.slow)  # noqa: ASYNC251 -- it serves nobody meanwhile
        if answer := self.on_data(content):
            return answer
        self.raw.append(content)
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"


def a_port() -> int:
    """One on which nobody listens."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def serving(inbox: Inbox, port: int) -> Iterator[None]:
    controller = Controller(inbox, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def mailers(port: int, timeout: float = 10) -> dict[str, Any]:
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    served = {"BACKEND": backend, "OPTIONS": options}
    return {"default": served, "queue": served}
