from mailing.rules.addresses import hashed, normalised
from mailing.rules.headers import addressed, message_id, one_line
from mailing.rules.quiet_hours import QuietHours
from mailing.rules.smtp_answers import is_permanent, is_unknown_recipient, retry_delay

__all__ = [
    "QuietHours",
    "addressed",
    "hashed",
    "is_permanent",
    "is_unknown_recipient",
    "message_id",
    "normalised",
    "one_line",
    "retry_delay",
]
