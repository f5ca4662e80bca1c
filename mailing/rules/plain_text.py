"""The text part: word for word what the HTML says."""

from mailing.rules.documents import (
    LinkPart,
    MailDocument,
    ParagraphPart,
    Part,
    ProductPart,
    VoucherPart,
)
from mailing.rules.typography import typeset

RULE = "--"


def plain_text(document: MailDocument) -> str:
    """Parts are separated by an empty line; the footer follows a rule."""
    language = document.language
    body = [document.header, *(_part_text(part, language) for part in document.parts)]
    links = [_link_text(link, language) for link in document.links]
    footer = [*document.footer, *(["\n".join(links)] if links else [])]
    return "\n\n".join([*body, RULE, *footer]) + "\n"


def _part_text(part: Part, language: str) -> str:
    match part:
        case ParagraphPart(lines):
            return "\n".join(lines)
        case LinkPart():
            return _link_text(part, language)
        case VoucherPart():
            return "\n".join([part.value, part.label, part.code, *part.terms])
        case ProductPart():
            return "\n".join(filter(None, [part.name, part.detail, part.address]))


def _link_text(link: LinkPart, language: str) -> str:
    colon = " :" if language == "fr" else ":"
    return typeset(f"{link.label}{colon}", language) + f"\n{link.address}"
