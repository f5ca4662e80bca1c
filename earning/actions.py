"""Change the programme's rules. A change is a new version; old orders keep theirs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import local_day, start_of
from core.errors import Refused
from earning.mails import CONDITIONS_CHANGED
from earning.models import ActionTerms, BonusTerms, RuleVersion
from earning.queries.versions import is_overtaken, rules_at
from earning.rules.losses import takes_away
from mailing.actions import queueing as mailing
from shop.models import Shop

type Terms = BonusTerms | ActionTerms

# The columns of a version that are settings, not its identity.
SETTINGS = [
    field.name
    for field in RuleVersion._meta.concrete_fields
    if field.name not in {"id", "shop", "number", "effective_from", "author", "recorded_at"}
]


# The columns of a version's terms that are settings.
_TERMS = {
    model: [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in {"id", "version"}
    ]
    for model in (BonusTerms, ActionTerms)
}


# Machines of one site agree on the time better than this.
CLOCKS_APART = timedelta(minutes=5)


class StaleSettings(Refused):
    code = "stale_settings"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed the settings meanwhile. Look at theirs first.")
        )


def open_programme(*, shop: Shop, author: str, now: datetime) -> RuleVersion:
    """Create the shop's first version, with the defaults of common loyalty modules."""
    # Number 1 covers all earlier time as well: see ``rules_at``.
    return RuleVersion.objects.create(
        shop=shop, number=1, effective_from=now, author=author
    )


@transaction.atomic
def save_rules(
    *,
    shop: Shop,
    base: RuleVersion,
    values: Mapping[str, object],
    author: str,
    now: datetime,
) -> RuleVersion:
    """Save a new version made of ``base`` and the changed ``values``, in force from now on.

    One that takes something away is in force once the shop's days of notice have passed:
    ``announce_changes`` tells the customers.

    ``bonuses`` and ``actions`` among them are all the new terms, not saved yet. Returns
    ``base`` where nothing changes.
    Raises: StaleSettings where ``base`` is no longer the last version; ValidationError.
    """
    # Two people who save at once queue here; the second finds that ``base`` is stale.
    locked = Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    last = RuleVersion.objects.filter(shop=shop).latest("number")
    if last != base:
        raise StaleSettings
    values = dict(values)
    kept = list(base.voucher_categories.all())
    wanted = values.pop("voucher_categories", kept)
    terms: list[Terms] = [
        *_rows(values.pop("bonuses", base.bonus_terms)),
        *_rows(values.pop("actions", base.action_terms)),
    ]
    # By content, so that a form that was sent back unchanged is no change.
    if (
        set(_rows(wanted)) == set(kept)
        and _contents(terms) == _contents([*base.bonus_terms, *base.action_terms])
        and all(getattr(base, name) == value for name, value in values.items())
    ):
        return base
    columns = {name: getattr(base, name) for name in SETTINGS} | values
    version = RuleVersion(
        **columns, shop=shop, number=last.number + 1, effective_from=now, author=author
    )
    version.full_clean()
    # Against what holds today, not against what is announced: that may never hold.
    today = rules_at(locked, now)
    is_loss = takes_away(_settings(today), columns | _terms_of(_rows(wanted), terms))
    starts = _after_notice(locked, now) if is_loss else now
    # A clock that runs behind another's must not put a version before the last one. One
    # that is announced is overtaken: the later number holds from its own beginning.
    is_announced = locked.change_notice_days and last.effective_from > now + CLOCKS_APART
    if not is_announced:
        starts = max(starts, last.effective_from)
    version.effective_from = starts
    version.save()
    # After saving: the relation needs the version's key.
    version.voucher_categories.set(_rows(wanted))
    # As new rows: those of the version they come from stay.
    for each in terms:
        row = type(each)(
            **{name: getattr(each, name) for name in _TERMS[type(each)]}, version=version
        )
        row.full_clean()
        row.save()
    return version


def _settings(version: RuleVersion) -> dict[str, Any]:
    columns = {name: getattr(version, name) for name in SETTINGS}
    terms: list[Terms] = [*version.bonus_terms, *version.action_terms]
    return columns | _terms_of([*version.voucher_categories.all()], terms)


def _terms_of(categories: list[Any], terms: Iterable[Terms]) -> dict[str, Any]:
    rows = [*terms]
    return {
        "voucher_categories": {each.pk for each in categories},
        "bonuses": _contents(each for each in rows if isinstance(each, BonusTerms)),
        "actions": _contents(each for each in rows if isinstance(each, ActionTerms)),
    }


def _after_notice(shop: Shop, now: datetime) -> datetime:
    """The beginning of a day, after as many whole days as the shop gives; now for none."""
    if not shop.change_notice_days:
        return now
    day = local_day(now, shop.zone) + timedelta(days=shop.change_notice_days + 1)
    return start_of(day, shop.zone)


# Members who could lose by it, and have not been told of this version.
_TO_TELL = """
    SELECT customer.id AS customer,
           'conditions:' || %(version)s || ':' || customer.id AS source,
           jsonb_build_object('version', %(version)s) AS values,
           NULL::timestamptz AS due_at
    FROM shop_customer customer
    WHERE customer.shop_id = %(shop)s AND customer.email <> ''
      AND NOT customer.guest AND customer.erased_at IS NULL
      AND customer.merged_into_id IS NULL
      AND NOT EXISTS (
          SELECT FROM mailing_mail mail
          WHERE mail.shop_id = %(shop)s
            AND mail.source = 'conditions:' || %(version)s || ':' || customer.id)
    ORDER BY customer.id LIMIT %(chunk)s
"""


def announce_changes(*, now: datetime, chunk: int = 5000) -> Iterator[int]:
    """Queue the mails about versions that will come into force, one to each customer.

    ``chunk`` customers per statement and transaction; yields how many, each time.
    """
    coming = RuleVersion.objects.filter(effective_from__gt=now).select_related("shop")
    for version in coming.order_by("shop", "number"):
        while not is_overtaken(version) and (told := _announce(version, now, chunk)):
            yield told


@transaction.atomic
def _announce(version: RuleVersion, now: datetime, chunk: int) -> int:
    values = {"shop": version.shop_id, "version": version.pk, "chunk": chunk}
    return mailing.queue_many(
        mail_type=CONDITIONS_CHANGED,
        shop=version.shop,
        rows=mailing.MailDraftQuery(_TO_TELL, values),
        now=now,
    )


def _rows(rows: object) -> list[Any]:
    return list(rows)  # type: ignore[call-overload, no-any-return]


def _contents(terms: Iterable[Terms]) -> set[str]:
    """What the terms say, compared by content: identity and order left out."""
    return {
        # As text, for some of the values are lists, which no set can hold.
        repr([_comparable(getattr(each, name)) for name in _TERMS[type(each)]])
        for each in terms
    }


def _comparable(value: object) -> object:
    """2 equals 2.00, an instant is the same in any zone, a choice is its value."""
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, str):
        return str(value)
    return value.timestamp() if isinstance(value, datetime) else value
