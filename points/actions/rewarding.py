"""Give points for what a customer does beside buying. Each cause gives once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from earning.models import ActionTerms, RuleVersion
from earning.queries import versions as earning_versions
from earning.rules import lifetime
from points.actions.ledger import Posting
from points.actions.locking import lock_account
from points.actions.refusals import ActionNotOffered, CapReached, NotAMember
from points.models import LedgerEntry, Lot, Movement
from points.queries.rewards import is_capped
from points.rules import trace
from shop.models import Customer


@transaction.atomic
def reward_action(
    *, customer: Customer, action: str, source: str, author: str, now: datetime
) -> Movement | None:
    """Give points for an action that the shop, or the customer, reports.

    None: this ``source`` has given before.
    Raises: Invalid on an unknown action; ActionNotOffered where the rules in force give
    nothing for it; NotAMember; CapReached.
    """
    if action not in ActionTerms.Type.values:
        raise Invalid(_("“%(type)s” is no action.") % {"type": action}, field="type")
    version = earning_versions.rules_at(customer.shop, now)
    terms = version.for_action(action)
    if terms is None or action not in ActionTerms.REPORTED:
        raise ActionNotOffered(action=action)
    return reward_by_terms(customer, terms, version, trace(source), author, now)


@transaction.atomic
def reward_registration(
    *, customer: Customer, author: str, now: datetime
) -> Movement | None:
    """Give points for an account opened since the action was offered, once per customer.

    By the rules of the instant at which it was opened.
    """
    opened_at = customer.registered_at
    if opened_at is None or not customer.may_earn:
        return None
    version = earning_versions.rules_at(customer.shop, opened_at)
    terms = version.for_action(ActionTerms.Type.ACCOUNT_OPENED)
    if terms is None or opened_at < version.effective_from:
        return None
    return reward_by_terms(customer, terms, version, "once", author, now, opened_at)


def reward_by_terms(  # noqa: PLR0917 -- handed on by the actions above, in this order
    customer: Customer,
    terms: ActionTerms,
    version: RuleVersion,
    source: str,
    author: str,
    now: datetime,
    acted_at: datetime | None = None,
) -> Movement | None:
    """Give what ``terms`` say, once per ``source``. Raises: NotAMember, CapReached.

    ``acted_at``: when it happened, where not ``now``.
    """
    if not customer.may_earn:
        raise NotAMember
    account = lock_account(customer, now)
    source = f"action:{terms.type}:{customer.pk}:{source}"
    # Looked for under the account's lock: of two reports at once the second finds it.
    if Movement.objects.filter(shop=customer.shop_id, source=source).exists():
        return None
    if is_capped(customer, terms, now):
        raise CapReached(cap=terms.cap or 0, every=terms.cap_every)
    happened_at = min(acted_at or now, now)
    posting = Posting(
        account=account,
        kind=Movement.Kind.ACTION,
        source=source,
        author=author,
        happened_at=happened_at,
        rules=version,
        action=terms.type,
    )
    active = lifetime.activates_at(happened_at, version.lifetime)
    posting.issue(LedgerEntry.Kind.EARN, terms.points, Lot.Cause.ACTION, active)
    posting.repay()
    movement = posting.write()
    # What was earned long ago may have expired since.
    account.expire_due()
    return movement
