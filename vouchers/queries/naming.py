"""A voucher in words: what it gives, where it comes from, on what and with what it goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money, number, percent
from vouchers.models import Voucher

# Whoever wants to know more than these asks the shop.
MOST_NAMED = 5

_Origin = Voucher.Origin
# To the customer: why he has it.
GIVEN_FOR: Mapping[str, StrOrPromise] = {
    _Origin.POINTS: gettext_lazy("In exchange for your points"),
    _Origin.CART: gettext_lazy("For the cart you left behind"),
    _Origin.THANKS: gettext_lazy("To thank you for your order"),
    _Origin.BEST: gettext_lazy("For one of our best customers"),
    _Origin.LAPSED: gettext_lazy("Because we have missed you"),
    _Origin.WELCOME: gettext_lazy("To welcome you"),
    _Origin.BIRTHDAY: gettext_lazy("For your birthday"),
    _Origin.REFERRAL: gettext_lazy("For recommending us"),
    _Origin.TIER: gettext_lazy("For the tier you have reached"),
    _Origin.MANUAL: gettext_lazy("A present from the shop"),
}


@dataclass(frozen=True, slots=True)
class ScopeNames:
    """The names of what a voucher is for, and of what it is not for."""

    on: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)


# Of the voucher in the row around it: pairs of side and name.
_GOODS = """(
    SELECT jsonb_agg(jsonb_build_array(told.side, told.name) ORDER BY told.kind, told.name)
    FROM (
        SELECT chosen.side, chosen.kind,
               coalesce(nullif(good.name, ''), good.external_id) AS name
        FROM (
            SELECT category_id AS good, 'on' AS side, 'c' AS kind
            FROM vouchers_voucher_categories WHERE voucher_id = vouchers_voucher.id
            UNION ALL
            SELECT category_id, 'off', 'c' FROM vouchers_voucher_excluded_categories
            WHERE voucher_id = vouchers_voucher.id
            UNION ALL
            SELECT product_id, 'on', 'p'
            FROM vouchers_voucher_products WHERE voucher_id = vouchers_voucher.id
            UNION ALL
            SELECT product_id, 'off', 'p' FROM vouchers_voucher_excluded_products
            WHERE voucher_id = vouchers_voucher.id
        ) chosen
        CROSS JOIN LATERAL (
            SELECT name, external_id FROM shop_category
            WHERE kind = 'c' AND id = chosen.good
            UNION ALL
            SELECT name, external_id FROM shop_product
            WHERE kind = 'p' AND id = chosen.good
        ) good
    ) told
)"""


def with_scope_names(rows: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """Vouchers with the names of their goods, for ``goods_of``: no query more."""
    return rows.annotate(named_goods=RawSQL(_GOODS, [], JSONField()))  # noqa: S611 -- our own text


def scope_names(voucher: Voucher) -> ScopeNames:
    """One query, unless they are at hand."""
    if not hasattr(voucher, "named_goods"):
        return scope_names_of([voucher])[voucher.pk]
    goods = ScopeNames()
    for side, name in voucher.named_goods or []:
        (goods.on if side == "on" else goods.off).append(name)
    return goods


def scope_names_of(vouchers: Iterable[Voucher]) -> dict[int, ScopeNames]:
    """By primary key, for each of them. One query, and none for none."""
    keys = [voucher.pk for voucher in vouchers]
    rows = with_scope_names(Voucher.objects.filter(pk__in=keys))
    return {row.pk: scope_names(row) for row in rows} if keys else {}


def gives(voucher: Voucher, currency: str) -> str:
    """« 5,00 € », « −10 % » or « Livraison offerte »."""
    if voucher.worth is not None:
        return money(voucher.worth, currency)
    if voucher.percent:
        return percent(-voucher.percent)
    return _("Free shipping")


def conditions(voucher: Voucher, goods: ScopeNames) -> list[str]:
    """What it can be used on, and with: nothing where it is good for everything."""
    said = []
    if goods.on:
        said.append(_("Only on: %(goods)s.") % {"goods": listed(goods.on)})
    if goods.off:
        said.append(_("Not on: %(goods)s.") % {"goods": listed(goods.off)})
    if not voucher.on_sale:
        said.append(_("Not on discounted articles."))
    if not voucher.with_group:
        said.append(_("In place of your usual discount, if that is better for you."))
    if not voucher.with_vouchers:
        said.append(_("Not with another voucher."))
    return said


def listed(names: list[str]) -> str:
    said = ", ".join(names[:MOST_NAMED])
    if more := len(names) - MOST_NAMED if len(names) > MOST_NAMED else 0:
        said += ngettext(" and %(count)s more", " and %(count)s more", more) % {
            "count": number(more)
        }
    return said
