"""The HTML of a letter: a frame in MJML, in which words are put once it is HTML.

The frame depends on the kinds of its parts only, so it is made once. Nothing that people
have written passes through it: their words come in escaped, in one pass.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from mjml import mjml2html

from mailing.rules.documents import (
    LinkPart,
    MailDocument,
    ParagraphPart,
    Part,
    ProductPart,
    VoucherPart,
)
from mailing.rules.theme import Theme

_MARK = re.compile(r"@(\d+)@")
_HEAD = 3  # subject, preheader, and the name that stands on top
_BREAK = "<br />"


def html(letter: MailDocument, theme: Theme, logo: str = "") -> str:
    """``logo`` is the address of the picture that stands for the shop's name."""
    pieces = [_pieces(part) for part in letter.parts]
    foot = [*(_words(each.split("\n")) for each in letter.footer), *_anchors(letter.links)]
    words = [escape(letter.subject), escape(letter.preheader), escape(letter.header)]
    words += [piece for _kind, said in pieces for piece in said]
    words += foot
    shape = tuple((kind, len(said)) for kind, said in pieces)
    page = _frame(letter.language, theme, shape, len(foot), bool(logo))
    words.append(escape(logo))
    return _MARK.sub(lambda mark: words[int(mark[1])], page)


def _pieces(part: Part) -> tuple[str, list[str]]:
    """Which kind of place it takes in the frame, and what is put there."""
    match part:
        case ParagraphPart(lines):
            return "words", [_words(lines)]
        case LinkPart(label, address):
            return "link", [escape(label), escape(address)]
        case VoucherPart():
            said = [part.value, part.label, part.code]
            return "voucher", [*map(escape, said), _words(part.terms)]
        case ProductPart():
            name = _anchor(LinkPart(part.name, part.address))
            said = [name, escape(part.detail)]
            image = [escape(part.image)] if part.image else []
            return "pictured" if image else "good", [*said, *image]


def _words(lines: Sequence[str]) -> str:
    return _BREAK.join(escape(line) for line in lines)


def _anchor(link: LinkPart) -> str:
    label = escape(link.label)
    return f'<a href="{escape(link.address)}">{label}</a>' if link.address else label


def _anchors(links: Sequence[LinkPart]) -> Iterator[str]:
    if links:
        yield _BREAK.join(_anchor(link) for link in links)


@lru_cache(maxsize=512)
def _frame(
    language: str, theme: Theme, shape: tuple[tuple[str, int], ...], foot: int, logo: bool
) -> str:
    """HTML with numbered marks where the words go, in the order ``html`` has them."""
    at = _HEAD
    parts = []
    for kind, count in shape:
        parts.append({"kind": kind, "at": _marks(at, count)})
        at += count
    context = {
        "language": language,
        "title": _mark(0),
        "preheader": _mark(1),
        "head": _mark(2),
        "parts": parts,
        "foot": _marks(at, foot),
        "logo": _mark(at + foot) if logo else "",
        "theme": theme,
    }
    return str(mjml2html(render_to_string("mailing/letter.mjml", context)))


def _marks(start: int, count: int) -> list[str]:
    return [_mark(start + each) for each in range(count)]


def _mark(number: int) -> str:
    return f"@{number}@"
