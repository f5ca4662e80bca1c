"""The rules in force as data: amounts as text, goods by the shop's own ids."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from api.schemas import programme as schemas
from api.serializers import of_advertised, of_tier
from earning.models import ActionTerms, BonusTerms, RuleVersion
from earning.phrases import programme as earning_phrases
from earning.phrases.terms import action_name
from earning.queries.goods import named_goods
from shop.models import Category, Product
from tiers.phrases import offered_tiers
from tiers.queries.measures import Measure
from vouchers.phrases.offers import advertised_offers
from vouchers.queries.offers import OpenOffer


class _Ids:
    """The shop's own ids of the goods that a version names. Queries: 2."""

    def __init__(self, version: RuleVersion) -> None:
        terms = version.bonus_terms
        products = {key for each in terms for key in each.products}
        categories = {key for each in terms for key in each.categories}
        categories |= {*version.earn_categories, *version.excluded_categories}
        self._products = Product.objects.in_bulk(products)
        self._categories = Category.objects.in_bulk(categories)

    def categories(self, keys: Iterable[int]) -> list[str]:
        return sorted(self._categories[key].external_id for key in keys)

    def products(self, keys: Iterable[int]) -> list[str]:
        return sorted(self._products[key].external_id for key in keys)


def of_programme(
    version: RuleVersion,
    measure: Measure | None,
    offers: Sequence[OpenOffer],
    now: datetime,
) -> schemas.ProgrammeResponse:
    ids, shop = _Ids(version), version.shop
    said = earning_phrases.sentences(version, named_goods(version))
    return schemas.ProgrammeResponse(
        version=version.number,
        currency=shop.currency,
        since=version.effective_from.astimezone(shop.zone),
        earning=_earning(version, ids),
        bonuses=[_bonus(each, ids, version) for each in version.bonus_terms],
        value=_value(version),
        actions=[_action(each) for each in version.action_terms],
        tiers=[of_tier(each) for each in offered_tiers(measure)] if measure else [],
        offers=[of_advertised(each, shop) for each in advertised_offers(offers, shop, now)],
        sentences=[
            schemas.Sentence(about=about, text=text) for about, text in said.items() if text
        ],
    )


def _earning(version: RuleVersion, ids: _Ids) -> schemas.EarningDetail:
    return schemas.EarningDetail(
        amount=version.ratio,
        points=version.points_per_block,
        rounding=version.rounding,
        with_tax=version.tax_included,
        tax_zones=version.tax_zones,
        shipping=version.include_shipping,
        on_sale=version.earn_on_sale,
        with_vouchers=version.vouchers_earn,
        categories=ids.categories(version.earn_categories),
        excluded_categories=ids.categories(version.excluded_categories),
        most_per_order=version.order_ceiling,
        granted_in=version.counting_states,
        cancelled_in=version.cancelling_states,
        pending_days=version.pending_days,
        validity=version.validity,
        validity_unit=version.validity_unit,
    )


def _bonus(terms: BonusTerms, ids: _Ids, version: RuleVersion) -> schemas.BonusDetail:
    zone = version.shop.zone
    return schemas.BonusDetail(
        name=terms.name,
        kind=terms.kind,
        points=terms.points,
        factor=terms.factor,
        products=ids.products(terms.products),
        categories=ids.categories(terms.categories),
        starts_at=terms.starts_at and terms.starts_at.astimezone(zone),
        ends_at=terms.ends_at and terms.ends_at.astimezone(zone),
    )


def _value(version: RuleVersion) -> schemas.ValueDetail:
    rows = version.voucher_categories.order_by("external_id")
    return schemas.ValueDetail(
        point=version.value,
        least=version.least_convertible,
        step=version.convert_step,
        voucher_days=version.voucher_days,
        voucher_minimum=version.voucher_minimum,
        voucher_categories=list(rows.values_list("external_id", flat=True)),
    )


def _action(terms: ActionTerms) -> schemas.ActionDetail:
    return schemas.ActionDetail(
        type=terms.type,
        name=action_name(terms),
        points=terms.points,
        most=terms.cap,
        period=terms.cap_every,
        by_call=terms.type in ActionTerms.REPORTED,
    )
