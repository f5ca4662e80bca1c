"""A mail as it is read, before it is HTML or plain text: both are made from this."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailing.rules.markup import BlockNode, ButtonNode, Node, Slot, TextLine
from mailing.rules.typography import NARROW, NO_BREAK

_SPACES = f" {NO_BREAK}{NARROW}"


@dataclass(frozen=True, slots=True)
class ParagraphPart:
    """A paragraph, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkPart:
    """What to do next."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherPart:
    """A voucher: what it is worth, its name and its code, and on what terms."""

    value: str
    label: str
    code: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPart:
    """A product: how many and for how much, where it is, and what it looks like."""

    name: str
    detail: str = ""
    address: str = ""
    image: str = ""


type Part = ParagraphPart | LinkPart | VoucherPart | ProductPart


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDocument:
    """``head`` and ``foot`` are the shop's: who writes, and why; where to go from there."""

    language: str
    subject: str
    preheader: str
    header: str
    parts: tuple[Part, ...]
    footer: tuple[str, ...] = ()
    links: tuple[LinkPart, ...] = field(default=())


def fill(line: TextLine, values: Mapping[str, str]) -> str:
    """Words and values in a row. An empty value takes the space before it along:
    « Bonjour {first_name}, » is « Bonjour, » to somebody who has given no name.
    """
    text = ""
    for piece in line:
        value = values.get(piece.name, "") if isinstance(piece, Slot) else piece
        text = text + value if value else text.rstrip(_SPACES)
    return text.strip(_SPACES)


def compose(
    nodes: Iterable[Node],
    values: Mapping[str, str],
    blocks: Mapping[str, Sequence[Part]],
) -> Iterator[Part]:
    """The parts of a letter. A button without an address is left out, and so is a
    paragraph of which nothing is left.
    """
    for node in nodes:
        if isinstance(node, BlockNode):
            yield from blocks.get(node.name, ())
        elif isinstance(node, ButtonNode):
            if address := values.get(node.address):
                yield LinkPart(fill(node.label, values), address)
        elif words := _lines(node.lines, values):
            yield ParagraphPart(words)


def _lines(lines: Iterable[TextLine], values: Mapping[str, str]) -> tuple[str, ...]:
    """A value of several lines stays so."""
    filled = "\n".join(fill(line, values) for line in lines)
    return tuple(filled.split("\n")) if filled.strip() else ()
