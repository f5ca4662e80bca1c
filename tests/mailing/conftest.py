"""Kinds of mails that only tests send, and a mail server of their own."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from mailing import kinds
from tests.mailing.kinds import NEWS, OFFER, RECEIPT
from tests.mailing.smtp import Inbox, a_port, mailers, serving


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
    kinds.register(NEWS, OFFER, RECEIPT)


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    inbox, port = Inbox(), a_port()
    settings.MAILERS = mailers(port)
    with serving(inbox, port):
        yield inbox
