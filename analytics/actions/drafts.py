"""A draft of the rules, as a file says it: what it names is changed, the rest stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import Invalid
from earning.actions import SETTINGS
from earning.models import ActionTerms, BonusTerms, RuleVersion
from earning.queries.versions import rules_at
from shop.models import Category, Product, Shop

# Of a rule beside the rate: its goods are named by their ids in the shop.
_BONUS = {"name", "kind", "points", "factor", "starts_at", "ends_at", "stop"}
_GOODS: dict[str, type[Product | Category]] = {
    "products": Product,
    "categories": Category,
}
_LISTS = {"earn_categories", "excluded_categories"}


def draft_of(shop: Shop, values: Mapping[str, Any], now: datetime) -> RuleVersion:
    """The version in force with ``values`` in the place of its own; it is never saved.

    Names are those of the settings; ``bonuses`` are all rules beside the rate,
    ``first_order`` the points of a first order. Categories and products go by their ids
    in the shop.
    Raises: Invalid. Queries: 3, and one for each list of goods.
    """
    base = rules_at(shop, now)
    unknown = values.keys() - {*SETTINGS, "bonuses", "first_order"}
    if unknown:
        raise Invalid(_("There is no setting of this name."), field=min(unknown))
    settings = {name: values.get(name, getattr(base, name)) for name in SETTINGS}
    for name in _LISTS & values.keys():
        settings[name] = _keys(shop, Category, values[name], name)
    draft = RuleVersion(**settings, shop=shop, number=base.number, author="draft")
    draft.effective_from = now
    _check(draft)
    draft.bonus_terms = (
        [_bonus(shop, each, rank) for rank, each in enumerate(values["bonuses"], 1)]
        if "bonuses" in values
        else base.bonus_terms
    )
    first = values.get("first_order")
    draft.action_terms = (
        base.action_terms
        if first is None
        else [ActionTerms(type=ActionTerms.Type.FIRST_ORDER, points=first)] * bool(first)
    )
    return draft


def _check(row: RuleVersion | BonusTerms) -> None:
    """Values as the model's fields clean them. Raises: Invalid."""
    try:
        row.clean_fields(exclude={"shop", "version"})
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(" ".join(messages), field=field) from error


def _bonus(shop: Shop, values: Mapping[str, Any], rank: int) -> BonusTerms:
    unknown = values.keys() - _BONUS - _GOODS.keys()
    if unknown:
        raise Invalid(
            _("There is no setting of this name."), field=f"bonuses.{min(unknown)}"
        )
    goods = {
        name: _keys(shop, model, values.get(name, ()), name)
        for name, model in _GOODS.items()
    }
    plain = {name: values[name] for name in _BONUS & values.keys()}
    row = BonusTerms(priority=rank, **plain, **goods)
    _check(row)
    return row


def _keys(
    shop: Shop, model: type[Product | Category], names: Sequence[str], field: str
) -> list[int]:
    if not names:
        return []
    rows = model._default_manager.filter(shop=shop, external_id__in=names)
    found = dict(rows.values_list("external_id", "pk"))
    if missing := [name for name in names if name not in found]:
        raise Invalid(_("The shop has not stated this one: %s") % missing[0], field=field)
    return sorted(found.values())
