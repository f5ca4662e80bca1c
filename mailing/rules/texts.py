"""What a merchant may write in a mail: paragraphs, placeholders, buttons, blocks.

An empty line ends a paragraph, a line end is kept. ``{name}`` stands for a value,
``[Label]({address})`` alone on a line is a button, ``{voucher}`` alone on a line a block.
Nothing else is markup, and nothing that is written here is ever run.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mailing.rules.typography import typeset

_NAME = r"[a-z][a-z0-9_]*"
_SLOT = re.compile(rf"\{{({_NAME})\}}")
_BUTTON = re.compile(rf"\[(?P<label>[^\[\]\n]+)\]\(\{{(?P<address>{_NAME})\}}\)")
_PARTING = re.compile(r"\n\s*\n")
# Once names are taken out: braces around something else, or one without its other.
_STRAY = re.compile(r"\{+[^{}\n]*\}*|\}+")
# Looks like a link or a button, and is not one alone on its line.
_LINK = re.compile(r"\[[^\[\]\n]+\]\([^()\n]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text as it is written, in one language."""

    subject: str
    preheader: str
    body: str


def read_source(content: str) -> Source:
    """Of a file: « Subject: … », « Preheader: … », an empty line, and the body."""
    head, _, body = content.partition("\n\n")
    subject, preheader = head.split("\n")
    return Source(
        subject=subject.removeprefix("Subject: "),
        preheader=preheader.removeprefix("Preheader: "),
        body=body.strip(),
    )


class What(StrEnum):
    """What a name stands for, as far as its place in a text goes."""

    WORDS = "words"
    ADDRESS = "address"
    BLOCK = "block"


type Known = Mapping[str, What]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes."""

    name: str


type Line = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """``address`` is the name of the placeholder that holds it."""

    label: Line
    address: str


@dataclass(frozen=True, slots=True)
class Block:
    name: str


type Node = Paragraph | Button | Block


class Wrong(StrEnum):
    UNKNOWN = "unknown"
    STRAY = "stray"
    NOT_ALONE = "not_alone"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot stay as it is written, and the words it is about."""

    wrong: Wrong
    about: str


@lru_cache(maxsize=2048)
def parse(text: str, blocks: frozenset[str], language: str) -> tuple[Node, ...]:
    """The parts of a mail, in order, typeset as its language wants."""
    parts = _PARTING.split(text.replace("\r\n", "\n").strip())
    return tuple(_node(part.strip(), blocks, language) for part in parts if part)


def _node(part: str, blocks: frozenset[str], language: str) -> Node:
    if button := _BUTTON.fullmatch(part):
        return Button(parse_line(button["label"], language), button["address"])
    alone = _SLOT.fullmatch(part)
    if alone and alone[1] in blocks:
        return Block(alone[1])
    return Paragraph(tuple(parse_line(line, language) for line in part.split("\n")))


@lru_cache(maxsize=2048)
def parse_line(text: str, language: str) -> Line:
    """A line, a subject or a label: words and slots in turn."""
    pieces = _SLOT.split(typeset(text.strip(), language))
    marked = (Slot(each) if at % 2 else each for at, each in enumerate(pieces))
    return tuple(each for each in marked if each)


def faults(text: str, known: Known) -> list[Fault]:
    """What is wrong with the text of a mail."""
    blocks = frozenset(name for name, what in known.items() if what is What.BLOCK)
    found = _stray(text)
    for part in _PARTING.split(text.replace("\r\n", "\n")):
        found += _part_faults(part.strip(), known, blocks)
    return found


def line_faults(text: str, known: Known) -> list[Fault]:
    """The same of a subject, where neither a block nor an address has a place."""
    return _stray(text) + list(_slot_faults(parse_line(text, ""), known))


def _stray(text: str) -> list[Fault]:
    return [Fault(Wrong.STRAY, each) for each in _STRAY.findall(_SLOT.sub("", text))]


def _part_faults(part: str, known: Known, blocks: frozenset[str]) -> Iterator[Fault]:
    node = _node(part, blocks, "")
    if isinstance(node, Button):
        yield from _slot_faults(node.label, known)
        what = known.get(node.address)
        if what is not What.ADDRESS:
            yield Fault(Wrong.NO_ADDRESS if what else Wrong.UNKNOWN, node.address)
    if isinstance(node, Paragraph):
        links = _LINK.findall(part)
        yield from (Fault(Wrong.NOT_ALONE, each) for each in links)
        for line in node.lines:
            yield from () if links else _slot_faults(line, known)


def _slot_faults(line: Line, known: Known) -> Iterator[Fault]:
    for each in line:
        if isinstance(each, Slot):
            what = known.get(each.name)
            if what is None:
                yield Fault(Wrong.UNKNOWN, each.name)
            elif what is not What.WORDS:
                yield Fault(Wrong.NOT_ALONE, f"{{{each.name}}}")
