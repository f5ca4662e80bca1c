"""What becomes of a person who may sign in."""

from collections.abc import Iterable

from axes.models import AccessAttempt, AccessFailureLog
from django.db import transaction

from accounts.models import User


@transaction.atomic
def forget(*, emails: Iterable[str]) -> None:
    """Nobody signs in with these addresses any more, and no log-in of theirs is kept.

    Staff stay: what they have done names them.
    """
    addresses = [email.lower() for email in emails if email]
    User.objects.filter(email__in=addresses, is_staff=False, is_superuser=False).delete()
    for log in (AccessAttempt, AccessFailureLog):
        log.objects.filter(username__in=addresses).delete()
