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
    r"|\bsender\b|unauthenticated|too (large|big)|rate limit|relay"
)
# What servers say in words, under a code that means something else: Yahoo’s 554, and the
# 5.4.1 with which Microsoft 365 turns away recipients that it does not know.
_NOBODY_IN_WORDS = re.compile(
    r"(?i)user unknown|unknown (user|recipient|mailbox|address)"
    r"|no such (user|recipient|mailbox|address|account)"
    r"|(user|recipient|mailbox|address|account).{0,60}?"
    r"(does not exist|doesn['’]t (exist|have)|not found|no longer (exists|active|valid))"
    r"|not a valid (user|recipient|mailbox|address)|invalid (recipient|mailbox)"
    r"|mailbox (disabled|unavailable|is inactive)"
    r"|recipient address rejected: access denied"
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
    if _POLICY.search(answer):
        return Verdict.OURS
    if _NOBODY_IN_WORDS.search(answer):
        return Verdict.UNAVAILABLE
    if _OURS.search(answer):
        return Verdict.OURS
    bare = not _ENHANCED.search(answer) and _CODES.search(answer)
    return Verdict.UNAVAILABLE if bare or _OF_THE_MAILBOX.search(answer) else Verdict.UNSAID


def is_permanent(code: int) -> bool:
    """RFC 5321: 5yz is a permanent failure, 4yz a temporary one."""
    return code // 100 == 5  # noqa: PLR2004


def is_unknown_recipient(answer: str) -> bool:
    """Whether the address itself is wrong: no other mail will arrive there either."""
    return verdict(answer) is Verdict.UNKNOWN


def retry_delay(attempts: int) -> timedelta:
    """After this many attempts: one minute, doubled each time, up to LONGEST."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST)
