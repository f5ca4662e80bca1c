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
    """A button, or a link of the footer."""

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
    """``header`` and ``footer`` say who writes, and why; ``links`` come last."""

    language: str
    subject: str
    preheader: str
    header: str
    parts: tuple[Part, ...]
    footer: tuple[str, ...] = ()
    links: tuple[LinkPart, ...] = field(default=())


def fill(line: TextLine, values: Mapping[str, str]) -> str:
    """Join words and values. An empty value takes the space before it along:
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
    """Yield the parts of a document. Left out: a button without an address, and a paragraph
    of which no words are left.
    """
    for node in nodes:
        if isinstance(node, BlockNode):
            yield from blocks.get(node.name, ())
        elif isinstance(node, ButtonNode):
            if address := values.get(node.address):
                yield LinkPart(fill(node.label, values), address)
        else:
            # Joined first: a value may hold several lines itself.
            filled = "\n".join(fill(line, values) for line in node.lines)
            if filled.strip():
                yield ParagraphPart(tuple(filled.split("\n")))
