"""What a merchant may write in a mail: paragraphs, placeholders, buttons, blocks.

An empty line ends a paragraph, a line end is kept. ``{name}`` stands for a value,
``[Label]({address})`` alone on a line is a button, ``{voucher}`` alone on a line a block.
There is no other markup, and nothing that is written here is ever executed.
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
_PARAGRAPH_END = re.compile(r"\n\s*\n")
# Once names are taken out: braces around something else, or one without its other.
_STRAY = re.compile(r"\{+[^{}\n]*\}*|\}+")
# Looks like a link or a button, and is not one alone on its line.
_LINK = re.compile(r"\[[^\[\]\n]+\]\([^()\n]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSource:
    """A text as it is written, in one language."""

    subject: str
    preheader: str
    body: str


def read_source(content: str) -> MailSource:
    """Of a file: « Subject: … », « Preheader: … », an empty line, and the body."""
    head, _, body = content.partition("\n\n")
    subject, preheader = head.split("\n")
    return MailSource(
        subject=subject.removeprefix("Subject: "),
        preheader=preheader.removeprefix("Preheader: "),
        body=body.strip(),
    )


class NameType(StrEnum):
    """What a name stands for, and so where in a text it may be used."""

    WORDS = "words"
    ADDRESS = "address"
    BLOCK = "block"


type KnownNames = Mapping[str, NameType]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes."""

    name: str


type TextLine = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class ParagraphNode:
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class ButtonNode:
    """``address`` is the name of the placeholder that holds it."""

    label: TextLine
    address: str


@dataclass(frozen=True, slots=True)
class BlockNode:
    name: str


type Node = ParagraphNode | ButtonNode | BlockNode


class ProblemType(StrEnum):
    UNKNOWN = "unknown"
    STRAY = "stray"
    NOT_ALONE = "not_alone"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class TextProblem:
    """What has to be corrected, and the words it is about."""

    type: ProblemType
    about: str


# Cached: a campaign renders the same text thousands of times.
@lru_cache(maxsize=2048)
def parse(text: str, blocks: frozenset[str], language: str) -> tuple[Node, ...]:
    """Return the parts of a mail, in order, typeset for the language."""
    parts = _PARAGRAPH_END.split(text.replace("\r\n", "\n").strip())
    return tuple(_node(part.strip(), blocks, language) for part in parts if part)


def _node(part: str, blocks: frozenset[str], language: str) -> Node:
    if button := _BUTTON.fullmatch(part):
        return ButtonNode(parse_line(button["label"], language), button["address"])
    alone = _SLOT.fullmatch(part)
    if alone and alone[1] in blocks:
        return BlockNode(alone[1])
    return ParagraphNode(tuple(parse_line(line, language) for line in part.split("\n")))


@lru_cache(maxsize=2048)
def parse_line(text: str, language: str) -> TextLine:
    """Return a line, a subject or a label: words and slots in turn."""
    # ``split`` by a pattern with a group gives text and names alternately.
    pieces = _SLOT.split(typeset(text.strip(), language))
    marked = (Slot(each) if at % 2 else each for at, each in enumerate(pieces))
    return tuple(each for each in marked if each)


def text_problems(text: str, known: KnownNames) -> list[TextProblem]:
    """Return what is wrong with the body of a mail."""
    blocks = frozenset(name for name, what in known.items() if what is NameType.BLOCK)
    found = _stray_braces(text)
    for part in _PARAGRAPH_END.split(text.replace("\r\n", "\n")):
        node = _node(part.strip(), blocks, "")
        if isinstance(node, ButtonNode):
            found += _slot_problems(node.label, known)
            what = known.get(node.address)
            if what is not NameType.ADDRESS:
                problem = ProblemType.NO_ADDRESS if what else ProblemType.UNKNOWN
                found.append(TextProblem(problem, node.address))
        if isinstance(node, ParagraphNode):
            links = _LINK.findall(part)
            found += [TextProblem(ProblemType.NOT_ALONE, each) for each in links]
            for line in node.lines:
                # The names in a misplaced link would be reported a second time.
                found += () if links else _slot_problems(line, known)
    return found


def line_problems(text: str, known: KnownNames) -> list[TextProblem]:
    """Return what is wrong with a subject, where neither a block nor an address has a
    place.
    """
    return _stray_braces(text) + list(_slot_problems(parse_line(text, ""), known))


def _stray_braces(text: str) -> list[TextProblem]:
    stray = _STRAY.findall(_SLOT.sub("", text))
    return [TextProblem(ProblemType.STRAY, each) for each in stray]


def _slot_problems(line: TextLine, known: KnownNames) -> Iterator[TextProblem]:
    for each in line:
        if isinstance(each, Slot):
            what = known.get(each.name)
            if what is None:
                yield TextProblem(ProblemType.UNKNOWN, each.name)
            elif what is not NameType.WORDS:
                yield TextProblem(ProblemType.NOT_ALONE, f"{{{each.name}}}")
