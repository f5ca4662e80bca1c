"""The text part: word for word what the HTML says."""

from mailing.rules.documents import (
    LinkPart,
    MailDocument,
    ParagraphPart,
    ProductPart,
    VoucherPart,
)
from mailing.rules.typography import typeset

RULE = "--"


def plain_text(document: MailDocument) -> str:
    """Parts are separated by an empty line; the footer follows a rule."""
    language = document.language
    body = [document.header]
    for part in document.parts:
        match part:
            case ParagraphPart(lines):
                body.append("\n".join(lines))
            case LinkPart():
                body.append(_link_text(part, language))
            case VoucherPart():
                body.append("\n".join([part.value, part.label, part.code, *part.terms]))
            case ProductPart():
                pieces = [part.name, part.detail, part.address]
                body.append("\n".join(filter(None, pieces)))
    links = [_link_text(link, language) for link in document.links]
    footer = [*document.footer, *(["\n".join(links)] if links else [])]
    return "\n\n".join([*body, RULE, *footer]) + "\n"


def _link_text(link: LinkPart, language: str) -> str:
    colon = " :" if language == "fr" else ":"
    return typeset(f"{link.label}{colon}", language) + f"\n{link.address}"
