"""Statements written by hand answer the same rows as the ORM."""

from typing import Any

from core.rows import read
from shop.models import Customer, CustomerGroup, Shop
from tests.factories import CustomerFactory, GroupFactory

SQL = """
    SELECT {customer}, {its}, customer.id + 1
    FROM shop_customer customer
    LEFT JOIN shop_customergroup its ON its.id = customer.shop_group_id
    WHERE customer.shop_id = %(shop)s ORDER BY customer.id
"""


def ask(shop: Shop) -> list[list[Any]]:
    return read(SQL, {"shop": shop.pk}, customer=Customer, its=CustomerGroup)


def test_each_row_is_its_models_and_whatever_else_was_selected(
    shop: Shop, alice: Customer, django_assert_num_queries: Any
) -> None:
    group = GroupFactory.create(shop=shop)
    carl = CustomerFactory.create(shop=shop, shop_group=group)

    with django_assert_num_queries(1):
        found = ask(shop)
        assert found == [[alice, None, alice.pk + 1], [carl, group, carl.pk + 1]]

    for row, known in ((found[0][0], alice), (found[1][1], group)):
        known.refresh_from_db()
        for field in known._meta.concrete_fields:
            same = getattr(row, field.attname), getattr(known, field.attname)
            assert (
                bytes(same[0]) == bytes(same[1])
                if field.name == "digest"
                else (same[0] == same[1])
            )


def test_a_row_that_was_read_can_be_saved(shop: Shop, alice: Customer) -> None:
    [[row, _none, _more]] = ask(shop)
    row.first_name = "Aline"
    row.save()

    alice.refresh_from_db()
    assert alice.first_name == "Aline"
