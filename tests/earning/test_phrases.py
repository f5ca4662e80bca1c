"""The programme in words."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from earning.models import RuleVersion
from earning.phrases import programme
from earning.queries import goods as earning_goods
from earning.queries.versions import previous
from shop import actions as shops
from shop.models import Shop
from shop.rules.facts import CategoryFact
from tests.factories import START, make_shop
from tests.statements import set_rules


def sentences(version: RuleVersion) -> dict[str, str]:
    return programme.sentences(version, earning_goods.named_goods(version))


def sentence_on(shop: Shop, subject: str, **settings: Any) -> str:
    version = set_rules(shop, **settings) if settings else RuleVersion.objects.get()
    with override("en"):
        return sentences(version)[subject]


def test_a_new_programme_in_words(shop: Shop) -> None:
    with override("en"):
        assert list(sentences(RuleVersion.objects.get(shop=shop)).values()) == [
            "€10.00 spent give 1 point worth €0.50.",
            "Amounts count with tax.",
            "Shipping earns no points.",
            "What is paid with vouchers earns no points.",
            "Only whole blocks and whole points count.",
            "An order may give any number of points.",
            "Points are granted when the order is: Paid, Processing, Shipped or Delivered.",
            "They are cancelled when the order is: Cancelled, Refunded or Payment error.",
            "Discounted products earn points too.",
            "All categories earn points.",
            "Points can be spent at once.",
            "They then last 100 days.",
            "Customers are told by e-mail 15 days before.",
            "From 1 point on, they turn into a voucher.",
            (
                "The voucher “Loyalty reward” lasts 365 days, for carts from €5.00,"
                " on the whole shop."
            ),
            "Points clawed back that are already spent become a debt, without limit.",
            "Returned points keep their own end.",
        ]


def test_the_same_as_a_french_merchant_reads_it(shop: Shop) -> None:
    with override("fr"):
        found = list(sentences(RuleVersion.objects.get(shop=shop)).values())

    # « ~ » stands for U+00A0 and « _ » for U+202F.
    assert [each.replace("\xa0", "~").replace("\u202f", "_") for each in found] == [
        "10,00~€ dépensés donnent 1 point qui vaut 0,50~€.",
        "Les montants sont comptés toutes taxes comprises.",
        "Les frais de port ne donnent pas de points.",
        "Ce qui est payé avec un bon de réduction ne donne pas de points.",
        "Seuls comptent les tranches complètes et les points entiers.",
        "Le nombre de points d’une commande n’est pas plafonné.",
        (
            "Les points sont attribués lorsque la commande est~: Paiement accepté,"
            " En cours de préparation, Expédiée ou Livrée."
        ),
        (
            "Ils sont annulés lorsque la commande est~: Annulée, Remboursée ou"
            " Erreur de paiement."
        ),
        "Les produits en promotion donnent aussi des points.",
        "Toutes les catégories donnent des points.",
        "Les points sont utilisables immédiatement.",
        "Ils sont ensuite valables 100 jours.",
        "Le client est prévenu par e-mail 15 jours avant.",
        "À partir de 1 point, le client peut les transformer en bon de réduction.",
        (
            "Le bon «_Récompense fidélité_» est valable 365 jours, dès 5,00~€ d’achat,"
            " sur toute la boutique."
        ),
        (
            "Les points repris alors qu’ils sont déjà dépensés deviennent une dette,"
            " sans limite."
        ),
        "Les points rendus gardent leur propre échéance.",
    ]


@pytest.mark.parametrize(
    ("subject", "settings", "sentence"),
    [
        (
            "earning",
            {"points_per_block": 20, "value": Decimal("0.0125")},
            "€10.00 spent give 20 points worth €0.0125 each.",
        ),
        (
            "cancelled",
            {"cancelling_states": []},
            "No state of the order cancels them.",
        ),
        (
            "granted",
            {"counting_states": ["paid"]},
            "Points are granted when the order is: Paid.",
        ),
        ("on_sale", {"earn_on_sale": False}, "Discounted products earn no points."),
        ("tax", {"tax_included": False}, "Amounts count without tax."),
        (
            "tax",
            {"tax_zones": ["BE", "FR"]},
            (
                "Amounts count with tax for orders to Belgium and France,"
                " without tax elsewhere."
            ),
        ),
        ("shipping", {"include_shipping": True}, "Shipping earns points too."),
        (
            "vouchers",
            {"vouchers_earn": True},
            "What is paid with vouchers earns points too.",
        ),
        (
            "rounding",
            {"rounding": "half_up"},
            "Blocks begun and fractions of a point count from their half on.",
        ),
        (
            "rounding",
            {"rounding": "ceiling"},
            "Blocks begun and fractions of a point count in full.",
        ),
        ("ceiling", {"order_ceiling": 100}, "An order gives at most 100 points."),
        ("pending", {"pending_days": 1}, "Points can be spent after 1 day."),
        ("pending", {"pending_days": 14}, "Points can be spent after 14 days."),
        ("validity", {"validity": None}, "They never expire."),
        ("validity", {"validity": 1}, "They then last 1 day."),
        (
            "validity",
            {"validity": 1, "validity_unit": "months"},
            "They then last 1 month.",
        ),
        (
            "validity",
            {"validity": 18, "validity_unit": "months"},
            "They then last 18 months.",
        ),
        (
            "converting",
            {"convert_minimum": 1000},
            "From 1,000 points on, they turn into a voucher.",
        ),
        (
            "converting",
            {"convert_minimum": 10, "convert_step": 5},
            "From 10 points on, they turn into a voucher in steps of 5 points.",
        ),
        (
            "voucher",
            {"voucher_days": 1, "voucher_minimum": Decimal(0)},
            (
                "The voucher “Loyalty reward” lasts 1 day, for carts from €0.00,"
                " on the whole shop."
            ),
        ),
        (
            "debt",
            {"debt_limit": 0},
            "Points clawed back that are already spent are written off.",
        ),
        (
            "debt",
            {"debt_limit": 1},
            "Points clawed back that are already spent become a debt of at most 1 point.",
        ),
    ],
)
def test_each_setting_has_its_sentence(
    shop: Shop, subject: str, settings: dict[str, Any], sentence: str
) -> None:
    assert sentence_on(shop, subject, **settings) == sentence


def test_the_goods_a_voucher_is_valid_on_are_named(shop: Shop) -> None:
    shelves = [
        shops.state_category(
            shop=shop, external_id=name, fact=CategoryFact(updated_at=START, name=name)
        ).row
        for name in ["Lamps", "Candles", "Art"]
    ]

    assert sentence_on(shop, "voucher", voucher_categories=shelves).endswith(
        "on Art, Candles and Lamps."
    )


@pytest.mark.django_db
def test_amounts_are_in_the_currency_of_the_shop() -> None:
    shop = make_shop("suisse", currency="CHF")

    assert sentence_on(shop, "earning") == "CHF10.00 spent give 1 point worth CHF0.50."


def test_two_versions_differ_where_their_sentences_do(shop: Shop) -> None:
    first = RuleVersion.objects.get(shop=shop)
    second = set_rules(shop, validity=None, pending_days=14)

    with override("en"):
        found = programme.changes(sentences(first), sentences(second))

    assert previous(second) == first
    assert previous(first) is None
    assert found == [
        ("Points can be spent at once.", "Points can be spent after 14 days."),
        ("They then last 100 days.", "They never expire."),
        ("Customers are told by e-mail 15 days before.", ""),
    ]


def test_the_notice_of_expiring_points_has_its_sentence_in_french(shop: Shop) -> None:
    version = set_rules(shop, notice_days=1)
    with override("fr"):
        found = sentences(version)["notice"]
    assert found == "Le client est prévenu par e-mail 1 jour avant."
