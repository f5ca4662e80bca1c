"""Mail types that only tests send, and a mail server of their own."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from mailing import mail_types
from tests.mailing.mail_types import NEWS, OFFER, RECEIPT
from tests.mailing.smtp import Inbox, a_port, mailers, serving


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_types, "_MAIL_TYPES", dict(mail_types._MAIL_TYPES))
    mail_types.register(NEWS, OFFER, RECEIPT)


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    inbox, port = Inbox(), a_port()
    settings.MAILERS = mailers(port)
    with serving(inbox, port):
        yield inbox
