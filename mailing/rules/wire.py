"""How the head of a mail leaves: the bytes that mail servers and mailboxes read.

Python's own folding encodes long words that must not be encoded (an address in
List-Unsubscribe, a Message-ID) and, in some versions, drops the quotes of a name with a
comma, which makes several recipients of one. Both kinds are written here instead.
"""

from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy, Policy
from email.utils import quote
from typing import Any, override

# RFC 2369, 2919, 8058 and 5322: their values are read to the letter.
_VERBATIM = {
    *("list-unsubscribe", "list-unsubscribe-post", "list-id", "list-help", "list-archive"),
    *("message-id", "in-reply-to", "references", "auto-submitted", "precedence"),
}
_ADDRESSES = {"from", "to", "cc", "reply-to", "sender"}
# RFC 5322: no line of a header is longer, whatever stands in it.
_LONGEST = 998
# A phrase of these needs no quotes.
_ATOMS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%&'*+-/=?^_`{|}~"
)


class WirePolicy(EmailPolicy):
    """Django's own policy, but for headers that are read to the letter and for names."""

    @override
    def fold(self, name: str, value: Any) -> str:
        return self._written(name, value) or super().fold(name, value)

    @override
    def fold_binary(self, name: str, value: Any) -> bytes:
        if text := self._written(name, value):
            return text.encode("ascii")
        return super().fold_binary(name, value)

    def _written(self, name: str, value: Any) -> str:
        """Empty where Python folds it well. Raises: ValueError for what fits no header."""
        header, end = name.lower(), self.linesep
        if header in _VERBATIM:
            text = str(value)
            if not text.isascii() or len(text) > _LONGEST or "\n" in text or "\r" in text:
                raise ValueError(
                    "This cannot stand in a header that is read to the letter."
                )
            return f"{name}: {text}{end}"
        if header in _ADDRESSES and getattr(value, "addresses", None):
            # One to a line: a name never shares its line with another's address.
            mailboxes = f",{end} ".join(_mailbox(each, end) for each in value.addresses)
            return f"{name}: {mailboxes}{end}"
        return ""


def on_the_wire(policy: "Policy[Any]") -> WirePolicy:
    return WirePolicy(
        linesep=policy.linesep,
        utf8=getattr(policy, "utf8", False),
        cte_type=policy.cte_type,
        max_line_length=policy.max_line_length,
        refold_source="all",
    )


def _mailbox(address: Address, linesep: str) -> str:
    """Return the name by RFC 2047 where it is not ASCII, quoted where it has specials."""
    name = address.display_name
    if not name:
        return address.addr_spec
    if not name.isascii():
        # Encoded whole, specials too, and on lines of their own where it is long.
        words = Header(name, "utf-8", maxlinelen=70).encode(linesep="\n")
        name = words.replace("\n", linesep)
    elif not set(name) <= _ATOMS:
        name = f'"{quote(name)}"'
    return f"{name} <{address.addr_spec}>"
