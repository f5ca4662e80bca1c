"""The text part: word for word what the HTML says."""

from mailing.rules.letters import Good, Letter, Link, Part, Ticket, Words
from mailing.rules.typography import typeset

RULE = "--"


def plain(letter: Letter) -> str:
    """Parts stand apart by an empty line; the shop's own words follow a rule."""
    said = [letter.head, *(_said(part, letter.language) for part in letter.parts)]
    links = [_link(link, letter.language) for link in letter.links]
    foot = [*letter.foot, *(["\n".join(links)] if links else [])]
    return "\n\n".join([*said, RULE, *foot]) + "\n"


def _said(part: Part, language: str) -> str:
    match part:
        case Words(lines):
            return "\n".join(lines)
        case Link():
            return _link(part, language)
        case Ticket():
            return "\n".join([part.value, part.label, part.code, *part.terms])
        case Good():
            return "\n".join(filter(None, [part.name, part.detail, part.address]))


def _link(link: Link, language: str) -> str:
    colon = " :" if language == "fr" else ":"
    return typeset(f"{link.label}{colon}", language) + f"\n{link.address}"
