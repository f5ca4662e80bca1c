from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from points.actions import locking as points
from referrals.actions.parties import lock_both
from referrals.actions.settling import settle
from referrals.models import Referral
from referrals.rules.assessing import StaffDecision


@transaction.atomic
def decide(
    *, referral: Referral, decision: StaffDecision, reason: str, author: str, now: datetime
) -> Referral:
    """Overrule the fraud score: pay or refuse, until staff decide otherwise.

    Raises: Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid(_("Say why: the customer may ask."), field="reason")
    # Customers before accounts, as everywhere: settling locks in this order.
    points.lock_accounts(customers=lock_both(referral), now=now)
    Referral.objects.filter(pk=referral.pk).update(
        decision=decision, decided_by=author, decided_at=now, decision_reason=reason.strip()
    )
    # Settling leaves a referral without a friend alone, so its status is written here.
    if referral.friend_id is None and decision == StaffDecision.REFUSE:
        Referral.objects.filter(pk=referral.pk, friend=None).update(
            status=Referral.Status.REFUSED
        )
    return settle(referral=referral, author=author, now=now)
