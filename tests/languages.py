"""Sentences in the wrong language, told from the right ones by the catalogue of texts."""

import re
from functools import cache
from html import unescape

from babel.messages.pofile import read_po

from loyalty_site.messages import CATALOGUE

# What is put in when a sentence is shown.
_BLANK = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\{?\s*\w+\s*\}?\}")
# Shorter ones may stand in a name, or be the same in both languages.
_LONG, _WORDS = 16, 3


@cache
def _pieces() -> dict[str, frozenset[str]]:
    """By language, what stands between the blanks of its sentences and of no other's."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, set[str]] = {"en": set(), "fr": set()}
    for message in catalogue:
        for language, said in (("en", message.id), ("fr", message.string)):
            texts = [said] if isinstance(said, str) else said or ()
            found[language] |= {piece for text in texts for piece in _cut(text)}
    english, french = found["en"], found["fr"]
    return {"en": frozenset(english - french), "fr": frozenset(french - english)}


def _cut(text: str) -> set[str]:
    pieces = {_plain(piece) for piece in _BLANK.split(text)}
    return {each for each in pieces if len(each) >= _LONG and each.count(" ") >= _WORDS - 1}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def foreign(page: str, language: str) -> list[str]:
    """Of a page or a mail in this language: what it says in the other one."""
    shown = _plain(unescape(page))
    (other,) = {"en", "fr"} - {language}
    return sorted(piece for piece in _pieces()[other] if piece in shown)
