"""What a stranger may write to another in the shop's name: words, and nothing to follow.

The message ends in somebody else's mailbox, so what looks like an address, a link or
markup is refused rather than taken out: the sender sees what is sent.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

LONGEST_MESSAGE = 500

# A scheme, www., an address, or a word with a domain's ending glued to it; in full width
# and with other dots as well, for mail programs make links of those too.
_DOT = "[.。．｡․]"
_LINK = re.compile(
    rf"(?i)://|\bwww\d*\s*{_DOT}|\w@|＠|\w{_DOT}[a-z\u00a1-\uffff]{{2,}}|\b(?:mailto|tel|javascript):"
)
_MARKUP = re.compile(r"[<>{}\[\]\\`|]|&#?\w+;")
# Characters that are not seen, or turn the reading direction round.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class DailyLimits:
    """Mails in a day, by the shop's clock: from a sender, to a friend, from a connection,
    and of the shop.
    """

    sender: int = 5
    friend: int = 2
    place: int = 20
    shop: int = 500


@dataclass(frozen=True, slots=True)
class ShareLinks:
    """Ways to share a page that tell nobody who shares it: plain links, no tracker."""

    link: str
    text: str

    @property
    def mail(self) -> str:
        words = urlencode(
            {"subject": self.text, "body": f"{self.text}\n{self.link}"}, quote_via=quote
        )
        return f"mailto:?{words}"

    @property
    def whatsapp(self) -> str:
        return "https://wa.me/?" + urlencode({"text": f"{self.text} {self.link}"})

    @property
    def facebook(self) -> str:
        return "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": self.link})


def has_link(text: str) -> bool:
    return bool(_LINK.search(text))


def has_markup(text: str) -> bool:
    return bool(_MARKUP.search(text) or _HIDDEN.search(text))
