"""Make vouchers by hand: one for a customer, some for anybody, one for each of a file.

Each form has a token: sent twice, it makes once. A file is prepared first, so that staff
see whom it names; it is made whole or not at all.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.addresses import without_address
from shop.actions import customers as shops
from shop.models import Customer, Shop
from shop.persons import Person
from vouchers.actions.issuing import VoucherTerms, issue, issue_many, issue_to
from vouchers.actions.refusals import (
    AlreadyMade,
    CustomerIneligible,
    NoCustomerNamed,
    VoucherCodeTaken,
)
from vouchers.models import Voucher, VoucherBatch
from vouchers.queries.customer_matching import MatchedCustomers


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """What staff have filled in: ``said`` as typed, ``terms`` as understood."""

    token: uuid.UUID
    said: Mapping[str, Any]
    terms: VoucherTerms


def forget_address(*, person: Person) -> None:
    """Blank lines of files that name an address of the person."""
    for batch in VoucherBatch.objects.filter(shop=person.shop).exclude(refused=[]):
        batch.refused = without_address(batch.refused, person.keys)
        batch.save(update_fields=["refused"])


@transaction.atomic
def make_for(
    *, customer: Customer, form: FilledForm, author: str, now: datetime
) -> VoucherBatch:
    """Give a customer one voucher of their own. Raises CustomerIneligible, BudgetSpent."""
    # Locked first: the customer may be erased or made a guest at this moment.
    whose = shops.lock_customer(shop=customer.shop, external_id=customer.external_id)
    if not whose.may_earn:
        raise CustomerIneligible

    def make(terms: VoucherTerms) -> None:
        issue(shop=customer.shop, customer=whose, terms=terms, author=author, now=now)

    return _once(customer.shop, form, _made(form, 1, author, now), make)


@transaction.atomic
def make_open(
    *,
    shop: Shop,
    form: FilledForm,
    count: int,
    code: str | None,
    author: str,
    now: datetime,
) -> VoucherBatch:
    """Make so many vouchers for whoever has the code; one only, where the merchant chooses
    the code.

    Raises VoucherCodeTaken and BudgetSpent.
    """
    assert count == 1 or not code, "a code is one voucher's"

    def make(terms: VoucherTerms) -> None:
        by: dict[str, Any] = {"terms": terms, "author": author, "now": now}
        if not code:
            issue_many(shop=shop, count=count, **by)
            return
        try:
            # A savepoint: where the code is taken, the transaction must still be able to
            # ask whether that was the reason. Any other constraint is a fault of ours.
            with transaction.atomic():
                issue(shop=shop, customer=None, code=code, **by)
        except IntegrityError as error:
            if not Voucher.objects.filter(shop=shop, code__iexact=code).exists():
                raise
            raise VoucherCodeTaken(code) from error

    return _once(shop, form, _made(form, count, author, now), make)


def _once(
    shop: Shop, form: FilledForm, made: dict[str, Any], make: Callable[[VoucherTerms], None]
) -> VoucherBatch:
    """Make what the form asks for, or answer the batch of the first time it was sent.

    The row of the batch is the lock: of two equal forms at once the second waits for the
    first, and then finds its row.
    """
    batch, is_new = VoucherBatch.objects.get_or_create(
        shop=shop, token=form.token, defaults=made
    )
    if is_new:
        make(replace(form.terms, batch=batch))
    return batch


@transaction.atomic
def prepare_file(
    *,
    shop: Shop,
    name: str,
    found: MatchedCustomers,
    form: FilledForm,
    author: str,
    now: datetime,
) -> VoucherBatch:
    """Keep a file until staff confirm it; no voucher is made. Idempotent by token.

    Raises NoCustomerNamed.
    """
    if not found.customers:
        raise NoCustomerNamed
    batch, _is_new = VoucherBatch.objects.get_or_create(
        shop=shop,
        token=form.token,
        defaults=_row(form, author, now)
        | {
            "name": name[:200],
            "customers": found.customers,
            "refused": found.refused,
            "count": len(found.customers),
        },
    )
    return batch


@transaction.atomic
def make_prepared(
    *, batch: VoucherBatch, terms: VoucherTerms, author: str, now: datetime
) -> VoucherBatch:
    """Make a voucher for each customer of the file, or none at all. Idempotent.

    Whoever has been erased or become a guest since then gets none.
    Raises AlreadyMade, NoCustomerNamed and BudgetSpent.
    """
    # 1. The batch is locked: of two clicks at once the second finds it made.
    batch = VoucherBatch.objects.select_for_update(no_key=True, of=["self"]).get(
        pk=batch.pk
    )
    if batch.made_at:
        return batch
    # 2. Its customers are locked, by primary key. Whoever makes the same file as another
    #    batch at this moment waits here, and then finds its digest below.
    rows = Customer.objects.select_for_update(no_key=True).filter(
        pk__in=batch.customers, erased_at=None, guest=False
    )
    customers = list(rows.order_by("pk").values_list("pk", flat=True))
    if not customers:
        raise NoCustomerNamed
    # 3. The same people with the same terms: that was the same file.
    digest = _digest(batch, terms)
    if before := VoucherBatch.objects.filter(shop=batch.shop_id, digest=digest).first():
        raise AlreadyMade(before)
    # 4. What the batch says of people goes; each voucher knows whose it is.
    batch.digest, batch.made_at, batch.author = digest, now, author
    batch.count, batch.customers = len(customers), []
    batch.save()
    issue_to(
        shop=batch.shop,
        customers=customers,
        terms=replace(terms, batch=batch),
        author=author,
        now=now,
    )
    return batch


def drop_prepared(*, batch: VoucherBatch) -> None:
    """Delete a file that staff do not want made. One that is made already stays."""
    VoucherBatch.objects.filter(pk=batch.pk, made_at=None).delete()


def purge_prepared(*, before: datetime) -> int:
    """Delete files that nobody has confirmed until then; answer how many."""
    deleted, _by_model = VoucherBatch.objects.filter(
        made_at=None, prepared_at__lt=before
    ).delete()
    return deleted


def _made(form: FilledForm, count: int, author: str, now: datetime) -> dict[str, Any]:
    return _row(form, author, now) | {"count": count, "made_at": now}


def _row(form: FilledForm, author: str, now: datetime) -> dict[str, Any]:
    return {
        "label": form.terms.label,
        "terms": dict(form.said),
        "author": author,
        "prepared_at": now,
    }


def _digest(batch: VoucherBatch, terms: VoucherTerms) -> str:
    """Hash the people and the terms of a file, whatever it is called and whenever it is
    read: the day from which a voucher is valid does not count.
    """
    columns = terms.columns | {"budget": terms.budget and terms.budget.pk}
    said = {
        "terms": {name: columns[name] for name in columns.keys() - _OF_THE_DAY},
        "goods": {
            name: sorted(row.pk for row in rows) for name, rows in terms.goods.items()
        },
        "customers": sorted(batch.customers),
    }
    text = json.dumps(said, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


_OF_THE_DAY = {"valid_from", "batch_id"}
