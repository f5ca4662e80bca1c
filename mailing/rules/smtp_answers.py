"""What the answers of mail servers mean, and when to retry."""

import re
from datetime import timedelta

LONGEST = timedelta(minutes=30)

# RFC 3463: bad mailbox, bad system, bad syntax, mailbox moved, a domain without mail.
_UNKNOWN_RECIPIENT = re.compile(r"\b5\.1\.(1|2|3|6|10)\b")


def is_permanent(code: int) -> bool:
    """RFC 5321: 5yz is a permanent failure, 4yz a temporary one."""
    return code // 100 == 5  # noqa: PLR2004


def is_unknown_recipient(answer: str) -> bool:
    """The address itself is wrong: no other mail will arrive there either."""
    return _UNKNOWN_RECIPIENT.search(answer) is not None


def retry_delay(attempts: int) -> timedelta:
    """After this many attempts: one minute, doubled each time, up to LONGEST."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST)
