"""Fragments of SQL: holes are closed by text, values stay beside it."""

import pytest

from core.sql import Fragment, fetch, joined


def test_a_hole_takes_the_text_and_the_values_of_its_filling() -> None:
    whole = Fragment("SELECT {what} FROM {where}", {"a": 1}).fill(
        what=Fragment("%(b)s", {"b": 2}), where="shop_order"
    )

    assert whole == Fragment("SELECT %(b)s FROM shop_order", {"a": 1, "b": 2})


def test_a_hole_that_nobody_filled_stays_open() -> None:
    assert Fragment("{a} {b}").fill(a="x").text == "x {b}"


def test_joining_keeps_every_value() -> None:
    parts = [Fragment("a = %(a)s", {"a": 1}), Fragment("b = %(b)s", {"b": 2})]

    assert joined(" AND ", parts) == Fragment("a = %(a)s AND b = %(b)s", {"a": 1, "b": 2})
    assert joined(" AND ", []) == Fragment("")


def test_adding_puts_text_and_values_behind_one_another() -> None:
    assert Fragment("a", {"a": 1}) + Fragment("b", {"b": 2}) + " c" == Fragment(
        "ab c", {"a": 1, "b": 2}
    )


@pytest.mark.django_db
def test_values_travel_as_parameters() -> None:
    wicked = "'; DROP TABLE shop_order; --"

    assert fetch(Fragment("SELECT {what}").fill(what="%(x)s").given(x=wicked)) == [
        (wicked,)
    ]
