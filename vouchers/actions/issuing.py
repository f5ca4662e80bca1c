"""Issue vouchers, one by one or a hundred thousand at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from core.money import ZERO
from core.sql import Fragment, execute, fetch
from shop.models import Category, Customer, Product, Shop
from vouchers.actions.budgets import draw_budget
from vouchers.models import Budget, Voucher, VoucherBatch
from vouchers.rules.cart import Scope
from vouchers.rules.codes import ALPHABET, LENGTH, new_code

_Origin = Voucher.Origin
# How the codes of each origin begin.
ORIGINS = {
    _Origin.POINTS: "FID",
    _Origin.CART: "PAN",
    _Origin.THANKS: "MER",
    _Origin.BEST: "TOP",
    _Origin.LAPSED: "REV",
    _Origin.WELCOME: "BVN",
    _Origin.BIRTHDAY: "ANN",
    _Origin.REFERRAL: "PAR",
    _Origin.TIER: "NIV",
    _Origin.MANUAL: "BON",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherTerms:
    """What a voucher gives, on which carts, and how often.

    ``amount``, ``percent`` or neither (free shipping), as ``kind`` says; the database
    refuses what does not fit together.
    """

    origin: Voucher.Origin
    label: str
    valid_from: datetime
    valid_until: datetime
    kind: Voucher.Kind = Voucher.Kind.AMOUNT
    amount: Decimal | None = None
    percent: Decimal | None = None
    minimum: Decimal = ZERO
    minimum_of_goods: bool = False
    minimum_excl_tax: bool = False
    max_amount: Decimal | None = None
    categories: Sequence[Category] = ()
    products: Sequence[Product] = ()
    excluded_categories: Sequence[Category] = ()
    excluded_products: Sequence[Product] = ()
    on_sale: bool = True
    with_group: bool = True
    with_vouchers: bool = True
    use_limit: int | None = 1
    uses_per_customer: int | None = None
    partial: bool = False
    highlight: bool = True
    budget: Budget | None = None
    batch: VoucherBatch | None = None

    @property
    def columns(self) -> dict[str, Any]:
        named = (
            "origin label valid_from valid_until kind amount percent minimum"
            " minimum_of_goods minimum_excl_tax max_amount on_sale with_group"
            " with_vouchers use_limit"
            " uses_per_customer partial highlight"
        )
        batch = {"batch_id": self.batch and self.batch.pk}
        return {name: getattr(self, name) for name in named.split()} | batch

    @property
    def goods(self) -> dict[str, Sequence[Category] | Sequence[Product]]:
        """What is ticked, by the name of its relation."""
        ticked: dict[str, Sequence[Category] | Sequence[Product]] = {
            "categories": self.categories,
            "products": self.products,
            "excluded_categories": self.excluded_categories,
            "excluded_products": self.excluded_products,
        }
        return {name: rows for name, rows in ticked.items() if rows}


class IssuedVoucher(NamedTuple):
    """A voucher that was issued with many others."""

    pk: int
    code: str


@transaction.atomic
def issue(
    *,
    shop: Shop,
    customer: Customer | None,
    terms: VoucherTerms,
    author: str,
    now: datetime,
    code: str | None = None,
    booked_at: datetime | None = None,
) -> Voucher:
    """Issue one voucher; without a customer, to whoever has the code. Raises BudgetSpent.

    ``code`` is one that the merchant has chosen; one that is taken raises IntegrityError.
    ``booked_at`` says when it came into the books, where it was issued for an earlier
    instant.
    """
    # Before anything is written: a budget that is spent refuses all of it.
    _draw(terms, 1)
    voucher = Voucher.objects.create(
        shop=shop,
        code=code or new_code(ORIGINS[terms.origin]),
        customer=customer,
        budget=terms.budget,
        author=author,
        issued_at=now,
        moved_at=booked_at or now,
        **terms.columns,
    )
    for name, rows in terms.goods.items():
        getattr(voucher, name).set(rows)
    return voucher


@transaction.atomic
def issue_many(
    *, shop: Shop, count: int, terms: VoucherTerms, author: str, now: datetime
) -> list[IssuedVoucher]:
    """Issue so many vouchers of one kind, each to whoever has its code.

    Raises BudgetSpent; then none is issued.
    """
    recipients = Fragment("SELECT NULL::bigint FROM generate_series(1, %(count)s)")
    return _insert(
        shop, recipients.given(count=count), count, terms=terms, author=author, now=now
    )


@transaction.atomic
def issue_to(
    *, shop: Shop, customers: Sequence[int], terms: VoucherTerms, author: str, now: datetime
) -> list[IssuedVoucher]:
    """Issue a voucher to each of these customers (primary keys), in their order.

    Raises BudgetSpent; then none is issued.
    """
    recipients = Fragment("SELECT unnest(%(customers)s::bigint[])")
    recipients = recipients.given(customers=list(customers))
    return _insert(shop, recipients, len(customers), terms=terms, author=author, now=now)


def _draw(terms: VoucherTerms, vouchers: int) -> None:
    if terms.budget:
        count = vouchers * (terms.use_limit or 0)
        draw_budget(terms.budget, count=count, amount=count * (terms.amount or ZERO))


# Eleven of a UUID's bytes, from PostgreSQL's strong source; the 7th and the 9th are not
# all random. A byte modulo 31 is nearly even: 53 bits at the worst.
_BYTES = [n for n in range(16) if n not in {6, 8}][:LENGTH]
_CODE = " || ".join(
    f"substr(%(alphabet)s, get_byte(random.bytes, {n}) %% {len(ALPHABET)} + 1, 1)"
    for n in _BYTES
)

# The codes are drawn by the database, so that a hundred thousand vouchers are one
# statement.
_INSERT = Fragment("""
    INSERT INTO vouchers_voucher (customer_id, code, {names})
    SELECT customer, %(prefix)s || {code}, {values}
    FROM (
        SELECT customer, uuid_send(gen_random_uuid()) AS bytes
        FROM ({recipients}) AS recipient (customer)
    ) random
    RETURNING id, code
""")
_LINK = Fragment("""
    INSERT INTO vouchers_voucher_{relation} (voucher_id, {column})
    SELECT voucher, good
    FROM unnest(%(vouchers)s::bigint[]) voucher, unnest(%(goods)s::bigint[]) good
""")


def _insert(
    shop: Shop,
    recipients: Fragment,
    count: int,
    *,
    terms: VoucherTerms,
    author: str,
    now: datetime,
) -> list[IssuedVoucher]:
    """``recipients``: one row per voucher, its only column the customer.

    Queries: 1, and one for each kind of goods that the terms name.
    """
    _draw(terms, count)
    columns = terms.columns | {
        "shop_id": shop.pk,
        "budget_id": terms.budget and terms.budget.pk,
        "author": author,
        "issued_at": now,
        "moved_at": now,
        "used": 0,
        "reissued": ZERO,
    }
    statement = _INSERT.fill(
        names=", ".join(columns),
        values=", ".join(f"%({name})s" for name in columns),
        code=_CODE,
        recipients=recipients,
    ).given(prefix=f"{ORIGINS[terms.origin]}-", alphabet=ALPHABET, **columns)
    issued = [IssuedVoucher(*row) for row in fetch(statement)]
    for relation, rows in terms.goods.items():
        column = "product_id" if relation.endswith("products") else "category_id"
        link = _LINK.fill(relation=relation, column=column)
        vouchers = [voucher.pk for voucher in issued]
        execute(link.given(vouchers=vouchers, goods=[row.pk for row in rows]))
    return issued


# What a remainder does not have from the voucher it is left of.
_ITS_OWN = {
    "id",
    "code",
    "amount",
    "remainder_of_id",
    "budget_id",
    "batch_id",
    "issued_at",
    "moved_at",
    "recorded_at",
    "used",
    "used_at",
    "reissued",
    "held_until",
}


def issue_remainder(row: Voucher, amount: Decimal, scope: Scope, now: datetime) -> Voucher:
    """Issue the same voucher over again, but for its code and its amount. The budget is not
    asked: it has paid for all of the voucher that this is left of.
    """
    alike = {
        field.attname: getattr(row, field.attname)
        for field in Voucher._meta.concrete_fields
        if field.attname not in _ITS_OWN
    }
    code = new_code(ORIGINS[Voucher.Origin(row.origin)])
    remainder = Voucher.objects.create(
        code=code,
        amount=amount,
        remainder_of=row,
        issued_at=now,
        moved_at=now,
        **alike,
    )
    remainder.categories.set(scope.categories)
    remainder.products.set(scope.products)
    remainder.excluded_categories.set(scope.excluded_categories)
    remainder.excluded_products.set(scope.excluded_products)
    return remainder
