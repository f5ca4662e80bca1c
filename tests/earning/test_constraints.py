"""What the tables of the rules refuse, by constraint and by trigger."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from earning.models import ActionTerms, BonusTerms, RuleVersion
from earning.queries import versions as earning_versions
from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START

TABLES = ["earning_ruleversion", "earning_bonusterms", "earning_actionterms"]


def version(shop: Shop, **fields: Any) -> RuleVersion:
    return RuleVersion.objects.create(
        **{"shop": shop, "number": 9, "effective_from": START, "author": "staff:1"} | fields
    )


def bonus(shop: Shop, **fields: Any) -> BonusTerms:
    usual: dict[str, Any] = {"priority": 1, "name": "Week-end", "kind": "factor"}
    usual |= {"factor": Decimal(2), "version": earning_versions.rules_at(shop, START)}
    return BonusTerms.objects.create(**usual | fields)


def action(shop: Shop, **fields: Any) -> ActionTerms:
    usual: dict[str, Any] = {"type": "birthday", "points": 5}
    usual |= {"version": earning_versions.rules_at(shop, START)}
    return ActionTerms.objects.create(**usual | fields)


def two(make: Callable[[Shop], object]) -> Callable[[Shop], object]:
    return lambda shop: [make(shop), make(shop)]


WRONGS: Wrongs = {
    "rule_version_zones_need_tax": lambda shop: version(
        shop, tax_included=False, tax_zones=["FR"]
    ),
    "rule_version_ceiling_positive": lambda shop: version(shop, order_ceiling=0),
    "rule_version_rounding_known": lambda shop: version(shop, rounding="up"),
    "rule_version_category_earns_or_not": lambda shop: version(
        shop, earn_categories=[1, 2], excluded_categories=[2]
    ),
    "bonus_priority_once_per_version": two(bonus),
    "bonus_gives_points_or_multiplies": lambda shop: bonus(shop, factor=Decimal(1)),
    "bonus_points_name_their_goods": lambda shop: bonus(
        shop, kind="points", points=5, factor=Decimal(1)
    ),
    "bonus_ends_after_it_starts": lambda shop: bonus(shop, starts_at=START, ends_at=START),
    "bonus_has_a_name": lambda shop: bonus(shop, name=""),
    "action_once_per_version": two(action),
    "action_gives_points": lambda shop: action(shop, points=0),
    "action_cap_is_of_what_is_reported": lambda shop: action(shop, cap=1),
    "rule_version_number_once": lambda shop: version(shop, number=1),
    "rule_version_earns_something": lambda shop: version(shop, ratio=Decimal(0)),
    "rule_version_converts_something": lambda shop: version(shop, convert_step=0),
    "rule_version_validity_positive": lambda shop: version(shop, validity=0),
    "rule_version_notice_within_a_year": lambda shop: version(shop, notice_days=0),
    "rule_version_state_counts_or_cancels": lambda shop: version(
        shop, counting_states=["paid"], cancelling_states=["cancelled", "paid"]
    ),
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("earning")


@pytest.mark.parametrize("name", WRONGS)
def test_the_rules_refuse_what_cannot_be(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


@pytest.mark.parametrize(
    ("kind", "points", "factor"),
    [("points", 0, 1), ("points", 5, 2), ("factor", 5, 2), ("factor", 0, 101)],
)
def test_a_rule_gives_points_or_multiplies(
    shop: Shop, kind: str, points: int, factor: int
) -> None:
    with refused_by("bonus_gives_points_or_multiplies"):
        bonus(shop, kind=kind, points=points, factor=factor, products=[1])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_a_version_and_its_terms_are_never_rewritten(
    shop: Shop, table: str, sql: str
) -> None:
    bonus(shop)
    action(shop)

    with (
        pytest.raises(InternalError, match=f"{table} is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))
