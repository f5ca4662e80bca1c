"""What is kept for a time only: sessions, the history of the back-office, old mails."""

from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session

from mailing.models import Mail
from shop.models import CustomerLook

# The history of the back-office, and who looked at whom.
HISTORY_KEPT = timedelta(days=3 * 365)
LOOKS_KEPT = timedelta(days=365)
# The address and the contents of a mail; that it went stays, without a name.
MAILS_KEPT = timedelta(days=3 * 365)


def purge_sessions(*, now: datetime) -> int:
    """Delete the sessions that have expired; how many."""
    deleted, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return deleted


def purge_history(*, now: datetime) -> int:
    """Delete what is older than its term; how many rows."""
    history, _models = LogEntry.objects.filter(action_time__lt=now - HISTORY_KEPT).delete()
    looks, _by_model = CustomerLook.objects.filter(
        day__lt=(now - LOOKS_KEPT).date()
    ).delete()
    return history + looks


def blank_old_mails(*, now: datetime) -> int:
    """Take address and contents out of mails that went long ago; how many."""
    old = Mail.objects.filter(sent_at__lt=now - MAILS_KEPT).exclude(email="")
    blank = {"email": "", "name": "", "reply_to": "", "values": {}, "answer": ""}
    return old.update(address_hash=None, **blank)
