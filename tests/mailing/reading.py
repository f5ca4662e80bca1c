"""A mail as it arrives: parsed from its bytes, both parts as a reader has them."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from django.core.mail import EmailMultiAlternatives

from mailing.rendering import RenderedMail

_LINK = re.compile(r"https?://\S+")


def arrived(mail: EmailMultiAlternatives) -> EmailMessage:
    found = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def sent(rendered: RenderedMail) -> EmailMessage:
    """As it comes over the wire."""
    mail = EmailMultiAlternatives(
        rendered.subject,
        rendered.text,
        rendered.sender,
        ["alice@example.com"],
        headers=dict(rendered.headers),
    )
    mail.attach_alternative(rendered.html, "text/html")
    return arrived(mail)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


class _Reader(HTMLParser):
    """What is seen of a page, and where it leads, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        hidden = "display:none" in (said.get("style") or "")
        if self._unseen or hidden or tag in {"head", "style", "title"}:
            self._unseen += tag not in {"meta", "br", "img", "link"}
        if tag == "a":
            self.links.append(said["href"] or "")
        if tag == "img":
            self.words += (said.get("alt") or "").split(" ")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 -- the parser’s own
        self._unseen -= bool(self._unseen)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words += re.split(r"[ \n]", data)


def seen(html: str) -> tuple[list[str], list[str]]:
    """Words and links of an HTML part."""
    reader = _Reader()
    reader.feed(html)
    return [word for word in reader.words if word], reader.links


def said(text: str) -> tuple[list[str], list[str]]:
    """Words and links of a text part, without the marks that only a text needs."""
    return list(_words(text)), _LINK.findall(text)


def _words(text: str) -> Iterator[str]:
    """« Label : » before an address is the label alone, as a button has it."""
    bare = re.sub(r"\u00a0?:\n(?=https?://)", "\n", text).replace("\n--\n", "\n")
    for word in re.split(r"[ \n]", _LINK.sub("", bare)):
        if word:
            yield word
