"""The HTML of a document: an MJML frame, into which words are put once it is HTML.

The frame depends only on which parts a document has, so it is made once and cached. No text
of people passes through MJML: it is escaped and put in afterwards, in one pass.
"""

import re
from collections.abc import Sequence
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
# The first marks: subject, preheader and the header.
_FIRST_PART = 3
_BREAK = "<br />"


def html(document: MailDocument, theme: Theme, logo: str = "") -> str:
    """``logo`` is the address of the picture shown instead of the shop's name."""
    parts = [_escaped(part) for part in document.parts]
    footer = [_lines(each.split("\n")) for each in document.footer]
    if document.links:
        footer.append(_BREAK.join(_anchor(link) for link in document.links))
    # In the order of the numbered marks of the frame.
    words = [escape(document.subject), escape(document.preheader), escape(document.header)]
    words += [piece for _shape, pieces in parts for piece in pieces]
    words += [*footer, escape(logo)]
    shapes = tuple((shape, len(pieces)) for shape, pieces in parts)
    page = _frame(document.language, theme, shapes, len(footer), bool(logo))
    # One pass: a mark that somebody has written into a text is not replaced again.
    return _MARK.sub(lambda mark: words[int(mark[1])], page)


def _escaped(part: Part) -> tuple[str, list[str]]:
    """Return which shape it has in the frame, and the HTML that is put there."""
    match part:
        case ParagraphPart(lines):
            return "words", [_lines(lines)]
        case LinkPart(label, address):
            return "link", [escape(label), escape(address)]
        case VoucherPart():
            texts = [part.value, part.label, part.code]
            return "voucher", [*map(escape, texts), _lines(part.terms)]
        case ProductPart():
            texts = [_anchor(LinkPart(part.name, part.address)), escape(part.detail)]
            image = [escape(part.image)] if part.image else []
            return "pictured" if image else "product", [*texts, *image]


def _lines(lines: Sequence[str]) -> str:
    return _BREAK.join(escape(line) for line in lines)


def _anchor(link: LinkPart) -> str:
    label = escape(link.label)
    return f'<a href="{escape(link.address)}">{label}</a>' if link.address else label


# MJML is the slowest step, and all mails of a campaign have the same few shapes.
@lru_cache(maxsize=512)
def _frame(
    language: str,
    theme: Theme,
    shapes: tuple[tuple[str, int], ...],
    footer: int,
    logo: bool,
) -> str:
    """HTML with numbered marks where the words go, in the order ``html`` has them."""
    at = _FIRST_PART
    parts = []
    for shape, count in shapes:
        parts.append({"shape": shape, "at": _marks(at, count)})
        at += count
    title, preheader, header = _marks(0, _FIRST_PART)
    context = {
        "language": language,
        "title": title,
        "preheader": preheader,
        "header": header,
        "parts": parts,
        "footer": _marks(at, footer),
        "logo": f"@{at + footer}@" if logo else "",
        "theme": theme,
    }
    return str(mjml2html(render_to_string("mailing/mail.mjml", context)))


def _marks(start: int, count: int) -> list[str]:
    return [f"@{start + each}@" for each in range(count)]
