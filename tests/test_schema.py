"""What the database itself holds: rows of one shop, and no index too many or too few."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from core.constraints import SameShop
from giftcards.models import GiftCard
from shop.models import Customer, Order, Product, Shop
from tests.factories import CustomerFactory, VoucherFactory, make_card, make_shop
from vouchers.models import Voucher

# The rows that others refer to, and that belong to one shop.
PARENTS = (Customer, Order, Product, Voucher, GiftCard)
type ForeignKey = models.ForeignKey[models.Model, models.Model]
type Relation = tuple[type[models.Model], ForeignKey]


def relations() -> Iterator[Relation]:
    """From every model that has a shop of its own to one of the five."""
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.local_concrete_fields}
        shop = fields.get("shop")
        if shop is None or shop.related_model is not Shop:
            continue
        for field in fields.values():
            if isinstance(field, models.ForeignKey) and field.related_model in PARENTS:
                yield model, field


RELATIONS = {
    f"{model._meta.label}.{field.name}": (model, field) for model, field in relations()
}


def fetch(sql: str, *values: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows


def rule_of(model: type[models.Model], field: ForeignKey) -> str:
    """The name of the constraint that holds it; StopIteration where there is none."""
    return next(
        each.name
        for each in model._meta.constraints
        if isinstance(each, SameShop) and each.field_name == field.name
    )


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_is_checked_once(name: str) -> None:
    model, field = RELATIONS[name]

    assert rule_of(model, field)
    assert not vars(field)["db_constraint"], "the key of two columns replaces it"


def parent_of(shop: Shop, model: type[models.Model]) -> int:
    """The key of a new row of that shop."""
    if model is Customer:
        return int(CustomerFactory.create(shop=shop).pk)
    if model is Voucher:
        return int(VoucherFactory.create(shop=shop).pk)
    if model is GiftCard:
        return int(make_card(shop).pk)
    return int(model._default_manager.create(shop=shop, external_id="7").pk)


_CHECKS = """
    SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'
"""


def lay_open(model: type[models.Model]) -> None:
    """Take off all that the table refuses beside its keys, for this transaction."""
    table = model._meta.db_table
    checks = fetch(_CHECKS, table)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for (check,) in checks:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{check}"')
        for field in model._meta.local_concrete_fields:
            if not field.primary_key and not field.null:
                cursor.execute(f'ALTER TABLE {table} ALTER "{field.column}" DROP NOT NULL')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert(model: type[models.Model], values: dict[str, int]) -> None:
    """A row of these columns and no others, its keys checked at once."""
    columns = ", ".join(f'"{column}"' for column in values)
    signs = ", ".join(["%s"] * len(values))
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({signs})",  # noqa: S608 -- names of columns
            [*values.values()],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize("name", RELATIONS)
def test_a_row_of_another_shop_is_refused(shop: Shop, name: str) -> None:
    model, field = RELATIONS[name]
    key = model._meta.pk
    values = {"shop_id": shop.pk}
    if isinstance(key, models.ForeignKey) and key != field:
        values[key.column] = parent_of(shop, key.related_model)
    values[field.column] = parent_of(make_shop("other"), field.related_model)
    lay_open(model)

    with pytest.raises(IntegrityError, match=f'"{rule_of(model, field)}"'):
        insert(model, values)


# An index on a shop alone is of no use beside a longer one that begins with it. Those of a
# many-to-many table are Django's own.
_USELESS = """
    SELECT one.indexrelid::regclass::text
    FROM pg_index one
    JOIN pg_index longer ON longer.indrelid = one.indrelid AND longer.indnatts > 1
     AND longer.indkey[0] = one.indkey[0] AND longer.indclass[0] = one.indclass[0]
     AND longer.indpred IS NULL
    JOIN pg_class the_table ON the_table.oid = one.indrelid
    JOIN pg_attribute the_column ON the_column.attrelid = one.indrelid
     AND the_column.attnum = one.indkey[0] AND the_column.attname = 'shop_id'
    WHERE the_table.relnamespace = current_schema()::regnamespace
      AND the_table.relname <> 'shop_shop_staff' AND one.indnatts = 1
      AND one.indpred IS NULL AND NOT one.indisunique
    ORDER BY 1
"""


@pytest.mark.django_db
def test_no_index_on_a_shop_alone_stands_beside_one_that_begins_with_it() -> None:
    assert fetch(_USELESS) == []


# Tables of which actions delete rows: each deletion looks for rows that refer to it.
DELETED = {
    "accounts_loginlink",
    "accounts_user",
    "api_storedresponse",
    "giftcards_cardbatch",
    "giftcards_cardhold",
    "mailing_mail",
    "shop_cartline",
    "shop_orderline",
    "tiers_spend",
    "vouchers_batch",
    "vouchers_cappedorder",
    "vouchers_offerstep",
    "vouchers_offeruse",
    "vouchers_voucherhold",
    "vouchers_voucheruse",
    "wishlist_wish",
    "wishlist_wishevent",
    "wishlist_wishlist",
}
_WITHOUT_INDEX = """
    SELECT conrelid::regclass || '.' || conname, confrelid::regclass::text
    FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
      AND NOT EXISTS (
          SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = ANY(conkey)
      )
"""


@pytest.mark.django_db
def test_no_deletion_reads_a_whole_table_for_what_refers_to_it() -> None:
    assert [key for key, parent in fetch(_WITHOUT_INDEX) if parent in DELETED] == []


@pytest.mark.django_db
def test_no_function_reads_a_table() -> None:
    """It would find it by the search path, and hide from a planner which shop it reads."""
    others = fetch("""
        SELECT proname FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
          AND prorettype <> 'trigger'::regtype
          -- An immutable one reads nothing but its arguments.
          AND provolatile <> 'i'
          -- The texts and hashes of chained rows look at the row they are given.
          AND prosrc ~* '\\m(from|join)\\M'
          -- Adds the card's terms, by its key, to the hash of its first movement.
          AND proname <> 'giftcards_cardmovement_content'
    """)

    assert others == []
