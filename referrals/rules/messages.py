"""What a stranger may write to another in the shop's name: words, and nothing to follow.

Somebody else's mailbox is at the end of it, so what looks like an address, a link or
markup is refused rather than taken out: the sender sees what he sends.
"""

import re
from dataclasses import dataclass

LONGEST = 500

# A scheme, www., an address, or a word with a domain's ending glued to it; in full width
# and with other dots as well, for mail programs make links of those too.
_DOT = "[.。．｡․]"
_LINK = re.compile(
    rf"(?i)://|\bwww\d*\s*{_DOT}|\w@|＠|\w{_DOT}[a-z\u00a1-\uffff]{{2,}}|\b(?:mailto|tel|javascript):"
)
_MARKUP = re.compile(r"[<>{}\[\]\\`|]|&#?\w+;")
# What is not seen, or turns the reading round.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many a day, by the shop's clock."""

    sender: int = 5
    friend: int = 2
    place: int = 20
    shop: int = 500


def has_link(text: str) -> bool:
    return bool(_LINK.search(text))


def has_markup(text: str) -> bool:
    return bool(_MARKUP.search(text) or _HIDDEN.search(text))
