from mailing.rules.addresses import hashed, same
from mailing.rules.answers import is_final, is_nobody, wait
from mailing.rules.headers import addressed, message_id, one_line
from mailing.rules.quiet import Quiet

__all__ = [
    "Quiet",
    "addressed",
    "hashed",
    "is_final",
    "is_nobody",
    "message_id",
    "one_line",
    "same",
    "wait",
]
