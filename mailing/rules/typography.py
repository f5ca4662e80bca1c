"""The spaces and apostrophes that a French reader expects and no keyboard has."""

import re

NARROW = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_FRENCH = [
    (re.compile(r"(?<=\S) (?=[;!?])"), NARROW),
    (re.compile(r"(?<=\S) (?=[:»€%])"), NO_BREAK),
    (re.compile(r"(?<=«) "), NO_BREAK),
]
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w{])")


def typeset(text: str, language: str) -> str:
    """Plain spaces become those that do not break, where French has one; none is added."""
    text = _APOSTROPHE.sub("’", text)
    if language == "fr":
        for plain, space in _FRENCH:
            text = plain.sub(space, text)
    return text
