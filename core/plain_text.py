"""Text that shows what it holds: no control characters, nothing that turns its direction.

U+202E makes the rest of a line read backwards, in a mail as in the back-office; a
zero-width space makes two names look alike. What joins letters and emoji stays.
"""

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROLS_BUT_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE = re.compile("[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def one_line(text: str) -> str:
    """A name: controls are spaces, what shows nothing is gone."""
    return _CONTROLS.sub(" ", _INVISIBLE.sub("", text)).strip()


def lines(text: str) -> str:
    """A message, which keeps its line ends."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n"))
    return _CONTROLS_BUT_LINES.sub(" ", text).strip()
