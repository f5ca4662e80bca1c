"""Change the programme's rules. A change is a new version; old orders keep theirs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from earning.models import ActionTerms, BonusTerms, RuleVersion
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

    ``bonuses`` and ``actions`` among them are all the new terms, not saved yet. Returns
    ``base`` where nothing changes.
    Raises: StaleSettings where ``base`` is no longer the last version; ValidationError.
    """
    # Two people who save at once queue here; the second finds that ``base`` is stale.
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
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
    version = RuleVersion(
        **{name: getattr(base, name) for name in SETTINGS} | values,
        shop=shop,
        number=last.number + 1,
        # A clock that runs behind another's must not put a version before the last one.
        effective_from=max(now, last.effective_from),
        author=author,
    )
    version.full_clean()
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
