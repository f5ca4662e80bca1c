"""What the answers of mail servers mean, and when to retry.

One table for an answer at the door and for one that a provider passes on later.
"""

import re
from datetime import timedelta
from enum import Enum

LONGEST = timedelta(minutes=30)

# RFC 3463: bad mailbox, bad system, bad syntax, mailbox moved, a domain without mail.
_UNKNOWN_RECIPIENT = re.compile(r"\b5\.1\.(1|2|3|6|10)\b")
# Our own address, our fame, the content, the way there, the size: nothing of the address.
_OURS = re.compile(r"\b5\.(1\.[78]|2\.3|3\.\d+|4\.\d+|6\.\d+|7\.\d+)\b")
_POLICY = re.compile(
    r"(?i)spam|polic|block|black|reputation|\brbl\b|dnsbl|\blisted\b|banned|spf|dkim|dmarc"
    r"|unauthenticated|too (large|big)|rate limit|relay"
)
# Mailbox disabled or full (5.2.1, 5.2.2), and what some say instead of 5.1.1.
_ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_OF_THE_MAILBOX = re.compile(r"\b5\.(1\.\d+|2\.[0-24]|5\.0|0\.0)\b")
# RFC 5321: mailbox unavailable, user not local, storage exceeded, name not allowed.
_CODES = re.compile(r"\b55[0-3]\b")


class Verdict(Enum):
    """What an answer says of the address that was written to."""

    UNKNOWN = "there is no such mailbox"
    UNAVAILABLE = "the mailbox takes no mail; several in a row say that it is dead"
    OURS = "nothing of the mailbox: it is about us, or about this mail"
    UNSAID = "nothing that we understand"


def verdict(answer: str) -> Verdict:
    """Of a permanent answer, as the server gave it: "550 5.5.0 mailbox unavailable"."""
    if _UNKNOWN_RECIPIENT.search(answer):
        return Verdict.UNKNOWN
    if _OURS.search(answer) or _POLICY.search(answer):
        return Verdict.OURS
    if _OF_THE_MAILBOX.search(answer):
        return Verdict.UNAVAILABLE
    if not _ENHANCED.search(answer) and _CODES.search(answer):
        return Verdict.UNAVAILABLE
    return Verdict.UNSAID


def is_permanent(code: int) -> bool:
    """RFC 5321: 5yz is a permanent failure, 4yz a temporary one."""
    return code // 100 == 5  # noqa: PLR2004


def is_unknown_recipient(answer: str) -> bool:
    """The address itself is wrong: no other mail will arrive there either."""
    return verdict(answer) is Verdict.UNKNOWN


def retry_delay(attempts: int) -> timedelta:
    """After this many attempts: one minute, doubled each time, up to LONGEST."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST)
