"""The programme's settings in the back-office, saved as a new version."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from earning.forms.settings import RulesForm
from earning.models import BonusTerms, RuleVersion
from earning.phrases import programme
from earning.queries import goods as earning_goods
from shop import actions as shops
from shop.models import Shop
from shop.rules.facts import CategoryFact, ProductFact
from tests.factories import START, day, make_shop
from tests.staff import backoffice, list_cost, make_boss, make_staff, page_cost
from tests.statements import set_rules
from tests.world import furnish

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


@pytest.fixture
def edit(shop: Shop) -> str:
    return f"/admin/earning/ruleversion/edit/{shop.pk}/"


@pytest.fixture
def form(clerk: Client, edit: str) -> dict[str, Any]:
    """What the browser would send back, were nothing changed."""
    return shown(clerk, edit)


def shown(clerk: Client, edit: str) -> dict[str, Any]:
    context = clerk.get(edit).context
    rules, bonuses = context["form"], context["bonuses"]
    said = {name: rules[name].value() for name in rules.fields}
    said["voucher_categories"] = [each.pk for each in said["voucher_categories"]]
    for form in [bonuses.management_form, *bonuses.forms, context["actions"]]:
        with timezone.override(PARIS):
            said |= {form[name].html_name: form[name].value() for name in form.fields}
    said |= {f"{form.prefix}-categories": [] for form in bonuses.extra_forms}
    return {name: _sent(value) for name, value in said.items() if value is not False}


def _sent(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else value


def last(shop: Shop) -> RuleVersion:
    return RuleVersion.objects.filter(shop=shop).latest("number")


def sentences(version: RuleVersion) -> dict[str, str]:
    return programme.sentences(version, earning_goods.named_goods(version))


def text(page: Any) -> str:
    return " ".join(re.sub(r"<.*?>", " ", page.content.decode()).split())


def test_the_form_is_headed_by_the_rules_in_force(clerk: Client, edit: str) -> None:
    page = clerk.get(edit)

    assert "€10.00 spent give 1 point worth €0.50." in text(page)
    assert "In force since 1 May 2026 (version 1)" in text(page)


def test_saving_makes_a_new_version_and_says_what_it_means(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    page = clerk.post(edit, form | {"ratio": "5.00", "points_per_block": 2}, follow=True)

    version = last(shop)
    assert (version.number, version.author) == (2, f"staff:{staff().pk}")
    assert version.effective_from == day(5)
    assert "The programme now says this:" in text(page)
    assert "€5.00 spent give 2 points worth €0.50 each." in text(page)
    assert "€10.00 spent give 1 point worth €0.50." in text(page)


def test_the_history_says_who_saved_it(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    clerk.post(edit, form | {"ratio": "5.00"})

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (staff(), str(last(shop).pk))


def test_saving_the_same_again_changes_nothing(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    page = clerk.post(edit, form, follow=True)

    assert "Nothing was changed." in text(page)
    assert last(shop).number == 1
    assert not LogEntry.objects.exists()


def test_every_setting_is_taken_from_the_form(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    shelf = CategoryFact(updated_at=START, name="Lamps")
    lamps = shops.state_category(shop=shop, external_id="1", fact=shelf).row
    shelf = CategoryFact(updated_at=START, name="Tea")
    tea = shops.state_category(shop=shop, external_id="2", fact=shelf).row

    clerk.post(
        edit,
        {name: form[name] for name in form if name.startswith(("bonuses", "actions"))}
        | {
            "base": form["base"],
            "ratio": "20",
            "points_per_block": "3",
            "value": "0.0125",
            "counting_states": ["shipped"],
            "cancelling_states": ["cancelled"],
            "tax_included": "on",
            "tax_zones": "fr, BE",
            "include_shipping": "on",
            "vouchers_earn": "on",
            "rounding": "half_up",
            "order_ceiling": "500",
            "earn_categories": [lamps.pk],
            "excluded_categories": [tea.pk],
            "pending_days": "14",
            "validity": "12",
            "validity_unit": "months",
            "convert_minimum": "10",
            "convert_step": "5",
            "debt_limit": "100",
            "notice_days": "20",
            "return_days": "30",
            "voucher_label_fr": "Cadeau",
            "voucher_label_en": "Gift",
            "voucher_minimum": "30",
            "voucher_days": "90",
            "voucher_categories": [lamps.pk],
        },
    )

    with override("en"):
        assert list(sentences(last(shop)).values()) == [
            "€20.00 spent give 3 points worth €0.0125 each.",
            (
                "Amounts count with tax for orders to Belgium and France,"
                " without tax elsewhere."
            ),
            "Shipping earns points too.",
            "What is paid with vouchers earns points too.",
            "Blocks begun and fractions of a point count from their half on.",
            "An order gives at most 500 points.",
            "Points are granted when the order is: Shipped.",
            "They are cancelled when the order is: Cancelled.",
            "Discounted products earn no points.",
            "Of the categories only Lamps earn points, without Tea.",
            "Points can be spent after 14 days.",
            "They then last 12 months.",
            "Customers are told by e-mail 20 days before.",
            "From 10 points on, they turn into a voucher in steps of 5 points.",
            "The voucher “Gift” lasts 90 days, for carts from €30.00, on Lamps.",
            (
                "Points clawed back that are already spent become a debt of at most"
                " 100 points."
            ),
            "Returned points can be spent for at least 30 days more.",
        ]


def test_a_french_merchant_writes_a_comma(
    edit: str, form: dict[str, Any], shop: Shop
) -> None:
    french = backoffice(make_staff("marie@example.com", shop))

    french.post(
        edit,
        form | {"ratio": "12,50", "value": "0,5", "voucher_minimum": "5,00"},
        headers={"accept-language": "fr"},
    )

    assert last(shop).ratio == Decimal("12.50")


def test_the_second_of_two_people_saving_at_once_is_told(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    set_rules(shop, on=3, ratio=Decimal(7))

    page = clerk.post(edit, form | {"ratio": "5.00"})

    assert "Somebody else has changed the settings meanwhile." in text(page)
    assert "€7.00 spent give 1 point worth €0.50." in text(page)
    assert page.context["form"]["ratio"].value() == "5.00"
    assert last(shop).number == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ratio", "0"),
        ("ratio", "-1"),
        ("ratio", "ten"),
        ("ratio", ""),
        ("value", "0"),
        ("value", "0.00001"),
        ("points_per_block", "0"),
        ("points_per_block", "1.5"),
        ("points_per_block", "10001"),
        ("counting_states", []),
        ("counting_states", ["unknown"]),
        ("cancelling_states", ["paid"]),
        ("tax_zones", "France"),
        ("tax_zones", "F1"),
        ("rounding", "up"),
        ("order_ceiling", "0"),
        ("order_ceiling", "1000001"),
        ("earn_categories", ["999999"]),
        ("excluded_categories", ["999999"]),
        ("pending_days", "-1"),
        ("pending_days", "100000"),
        ("validity", "0"),
        ("validity", "4000000"),
        ("validity_unit", "years"),
        ("convert_minimum", "0"),
        ("convert_step", "0"),
        ("debt_limit", "-1"),
        ("voucher_label_fr", ""),
        ("voucher_minimum", "-0.01"),
        ("voucher_days", "0"),
        ("voucher_categories", ["999999"]),
        ("base", "999999"),
    ],
)
def test_an_impossible_value_is_said_beside_its_field(
    form: dict[str, Any], shop: Shop, name: str, value: Any
) -> None:
    asked = QueryDict(urlencode(form | {name: value}, doseq=True))

    found = RulesForm(asked, instance=last(shop))

    assert list(found.errors) == [name]


def test_errors_stand_in_the_page_and_nothing_is_saved(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    page = clerk.post(edit, form | {"ratio": "0"}).content.decode()

    assert '<ul class="errorlist" id="id_ratio_error">' in page
    assert 'aria-describedby="id_ratio_error"' in page
    assert last(shop).number == 1


def test_a_category_of_another_shop_is_none_of_ours(
    clerk: Client, edit: str, form: dict[str, Any]
) -> None:
    shelf = CategoryFact(updated_at=START, name="Theirs")
    other = make_shop("other")
    theirs = shops.state_category(shop=other, external_id="1", fact=shelf).row

    page = clerk.post(edit, form | {"voucher_categories": [theirs.pk]})

    assert list(page.context["form"].errors) == ["voucher_categories"]
    assert "Theirs" not in clerk.get(edit).content.decode()


def test_categories_stand_under_their_parents(shop: Shop, clerk: Client, edit: str) -> None:
    for name, parent in [("Zinc", None), ("Lamps", "Zinc"), ("Art", None)]:
        fact = CategoryFact(updated_at=START, name=name, parent=parent)
        shops.state_category(shop=shop, external_id=name, fact=fact)

    field = clerk.get(edit).context["form"].fields["voucher_categories"]

    assert [label for _pk, label in field.widget.choices] == ["Art", "Zinc", "– Lamps"]


def test_a_preview_says_what_would_change_and_saves_nothing(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    page = clerk.post(edit, form | {"ratio": "8", "validity": "", "preview": "1"})

    assert page.context["changes"] == [
        ("€10.00 spent give 1 point worth €0.50.", "€8.00 spent give 1 point worth €0.50."),
        ("They then last 100 days.", "They never expire."),
        ("Customers are told by e-mail 15 days before.", ""),
    ]
    assert last(shop).number == 1


def test_a_version_says_what_it_changed(clerk: Client, shop: Shop) -> None:
    first = last(shop)
    second = set_rules(shop, on=1, validity=None)

    page = clerk.get(f"/admin/earning/ruleversion/{second.pk}/change/")

    assert "<del>They then last 100 days.</del> <ins>They never expire.</ins>" in (
        page.content.decode()
    )
    page = clerk.get(f"/admin/earning/ruleversion/{first.pk}/change/")
    assert "This is the first version." in text(page)


def double_lamps(**said: Any) -> dict[str, Any]:
    """One rule more, as the form would send it."""
    usual = {
        "name": "Week-end",
        "kind": "factor",
        "amount": "2",
        "starts_at": "2026-05-02T00:00",
        "ends_at": "2026-05-04T00:00",
    }
    return {f"bonuses-0-{name}": value for name, value in (usual | said).items()}


def test_rules_and_actions_are_saved_with_the_settings(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    product = ProductFact(updated_at=START, name="Lamp")
    shops.state_product(shop=shop, external_id="l1", fact=product)

    clerk.post(
        edit,
        form
        | double_lamps(stop="on")
        | {"actions-review_points": "5", "actions-review_cap": "2"}
        | {"actions-review_every": "month", "actions-birthday_points": "20"},
    )
    second = shown(clerk, edit)
    more = {"name": "Lamps", "kind": "points", "amount": "3", "products": "l1"}
    page = clerk.post(
        edit, second | {f"bonuses-1-{name}": value for name, value in more.items()}
    )

    assert page.status_code == 302
    with override("en"):
        told = sentences(last(shop))
    assert last(shop).number == 3
    assert told["bonus:10"] == (
        "“Week-end”: points × 2 on the whole order, for orders placed from 2 May 2026 at"
        " 00:00 and before 4 May 2026 at 00:00, no further rule for these goods"
        " (priority 10)."
    )
    assert told["bonus:20"] == "“Lamps”: 3 points more per piece on Lamp (priority 20)."
    assert told["action:birthday"] == "Your birthday: 20 points."
    assert told["action:review"] == (
        "Reviewing a product: 5 points, at most 2 times a month."
    )
    assert last(shop).bonus_terms[0].starts_at == datetime(2026, 5, 2, tzinfo=PARIS)


def test_a_rule_not_touched_keeps_its_place_and_is_no_change(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    clerk.post(edit, form | double_lamps(priority="7") | {"actions-review_points": "5"})

    again = shown(clerk, edit)
    page = clerk.post(edit, again, follow=True)
    assert "Nothing was changed." in text(page)
    clerk.post(edit, again | {"ratio": "5"})

    assert last(shop).number == 3
    assert [each.priority for each in last(shop).bonus_terms] == [7]
    assert [each.points for each in last(shop).action_terms] == [5]


def test_a_rule_is_removed_and_the_old_version_keeps_it(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    clerk.post(edit, form | double_lamps())
    second = last(shop)

    clerk.post(edit, shown(clerk, edit) | {"bonuses-0-DELETE": "on"})

    assert (last(shop).number, last(shop).bonus_terms) == (3, [])
    assert [each.name for each in second.bonus_terms] == ["Week-end"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"amount": "1"}, "amount"),
        ({"amount": "101"}, "amount"),
        ({"amount": "ten"}, "amount"),
        ({"kind": "points", "amount": "1.5", "products": "l1"}, "amount"),
        ({"kind": "points", "amount": "5"}, "products"),
        ({"products": "l1, l2"}, "products"),
        ({"name": ""}, "name"),
        ({"priority": "0"}, "priority"),
        ({"categories": ["999999"]}, "categories"),
        ({"ends_at": "2026-05-02T00:00"}, "ends_at"),
    ],
)
def test_a_rule_that_cannot_be_is_said_beside_its_field(  # noqa: PLR0917 -- fixtures
    clerk: Client,
    edit: str,
    form: dict[str, Any],
    shop: Shop,
    said: dict[str, Any],
    wrong: str,
) -> None:
    product = ProductFact(updated_at=START, name="Lamp")
    shops.state_product(shop=shop, external_id="l1", fact=product)

    page = clerk.post(edit, form | double_lamps(**said))

    assert list(page.context["bonuses"].errors[0]) == [wrong]
    assert last(shop).number == 1


def test_two_rules_of_one_priority_are_refused(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    clerk.post(edit, form | double_lamps())
    more = {"name": "Again", "kind": "factor", "amount": "3", "priority": "10"}

    page = clerk.post(
        edit,
        shown(clerk, edit) | {f"bonuses-1-{name}": value for name, value in more.items()},
    )

    assert "Two rules have the same priority." in text(page)
    assert last(shop).number == 2


def test_countries_without_tax_make_no_sense(
    clerk: Client, edit: str, form: dict[str, Any], shop: Shop
) -> None:
    said = {name: value for name, value in form.items() if name != "tax_included"}

    page = clerk.post(edit, said | {"tax_zones": "FR"})

    assert list(page.context["form"].errors) == ["tax_zones"]


def test_two_versions_are_compared_side_by_side(clerk: Client, shop: Shop) -> None:
    set_rules(shop, on=1, validity=None)
    set_rules(
        shop,
        on=2,
        ratio=Decimal(5),
        bonuses=[BonusTerms(priority=1, name="Double", kind="factor", factor=Decimal(2))],
    )
    page = f"/admin/earning/ruleversion/compare/{shop.pk}/"

    latest = clerk.get(page)
    asked = clerk.get(page, {"older": "1", "newer": "3"})

    differ = [line for line in latest.context["lines"] if line[0] != line[1]]
    assert differ == [
        ("€10.00 spent give 1 point worth €0.50.", "€5.00 spent give 1 point worth €0.50."),
        ("", "“Double”: points × 2 on the whole order (priority 1)."),
    ]
    assert [each for each in asked.context["lines"] if each[0] != each[1]] == [
        *differ,
        ("They then last 100 days.", "They never expire."),
        ("Customers are told by e-mail 15 days before.", ""),
    ]
    assert "In force since 3 May 2026 at 12:00, by " in text(asked)


def test_versions_of_another_shop_are_not_compared(clerk: Client) -> None:
    other = make_shop("other")

    page = clerk.get(f"/admin/earning/ruleversion/compare/{other.pk}/")

    assert page.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_costs_the_same_however_many_categories(
    shop: Shop, clerk: Client, edit: str, rows: int
) -> None:
    furnish(shop, rows)

    assert page_cost(clerk, edit) == 10


def staff() -> User:
    return User.objects.get(email="clerk@example.com")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_versions_costs_the_same_whatever_its_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "earning/ruleversion") == (7, rows)


@pytest.mark.usefixtures("shop")
def test_a_version_cannot_be_added_directly() -> None:
    assert backoffice(make_boss()).get("/admin/earning/ruleversion/add/").status_code == 403
