"""What the database itself refuses of gift cards."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import InternalError, transaction

from giftcards.models import (
    CardBatch,
    CardHold,
    CardMovement,
    CardTerms,
    GiftCard,
    RefusedPayment,
)
from shop.models import Order, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, make_card
from tests.statements import put_order


def order(shop: Shop) -> Order:
    return put_order(shop, "46").stated.row


def card(shop: Shop, **fields: Any) -> GiftCard:
    return make_card(shop, **fields)


def card_twice(shop: Shop) -> None:
    card(shop, code="CAD-7KQ4M2XD9A")
    card(shop, code="cad-7kq4m2xd9a")


def piece_twice(shop: Shop) -> None:
    placed = order(shop)
    for _ in range(2):
        card(shop, order=placed, line="1", piece=1)


def movement(shop: Shop, **fields: Any) -> CardMovement:
    usual: dict[str, Any] = {
        "number": 2,
        "kind": "expire",
        "amount": Decimal(-50),
        "balance": Decimal(0),
        "author": "system",
        "happened_at": START,
        "valid_until": START,
    }
    return CardMovement.objects.create(card=card(shop), **usual | fields)


def hold_card(shop: Shop, *, times: int = 1, amount: str = "5") -> None:
    held = card(shop)
    for _ in range(times):
        CardHold.objects.create(
            card=held, cart="1403", amount=Decimal(amount), expires_at=START
        )


def refuse_payment(shop: Shop, *codes: str, amount: str = "5") -> None:
    placed = order(shop)
    for code in codes:
        RefusedPayment.objects.create(
            shop=shop, order=placed, code=code, amount=Decimal(amount), reason="unknown"
        )


def card_terms(shop: Shop, **fields: Any) -> None:
    CardTerms.objects.filter(shop=shop).update(**fields)


def card_batch_twice(shop: Shop) -> None:
    token = uuid4()
    for _ in range(2):
        CardBatch.objects.create(
            shop=shop,
            token=token,
            terms={},
            count=1,
            amount=Decimal(50),
            author="system",
            prepared_at=START,
        )


WRONGS: Wrongs = {
    "card_batch_form_sent_once": card_batch_twice,
    "card_terms_once_per_product": lambda shop: CardTerms.objects.create(
        shop=shop, since=START
    ),
    "card_terms_validity_in_months": lambda shop: card_terms(shop, validity=121),
    "card_terms_minimum_not_negative": lambda shop: card_terms(shop, minimum=Decimal(-1)),
    "card_terms_rate_of_their_regime": lambda shop: card_terms(shop, vat_rate=Decimal(20)),
    "gift_card_code_once": card_twice,
    "gift_card_once_per_piece": piece_twice,
    "gift_card_amount_positive": lambda shop: card(shop, amount=Decimal(0)),
    "gift_card_balance_within_amount": lambda shop: GiftCard.objects.filter(
        pk=card(shop).pk
    ).update(balance=Decimal("50.01")),
    "gift_card_minimum_not_negative": lambda shop: card(shop, minimum=Decimal(-1)),
    "gift_card_ends_after_it_starts": lambda shop: card(shop, valid_until=START),
    "gift_card_rate_of_its_regime": lambda shop: card(shop, vat_regime="single"),
    "gift_card_names_its_piece": lambda shop: card(shop, order=order(shop), line="1"),
    "gift_card_cancelled_is_empty": lambda shop: card(shop, cancelled_at=START),
    "card_movement_number_once": lambda shop: movement(shop, number=1),
    "card_movement_goes_its_way": lambda shop: movement(shop, kind="issue"),
    "card_movement_balance_not_negative": lambda shop: movement(
        shop, balance=Decimal("-0.01")
    ),
    "card_movement_names_its_order": lambda shop: movement(shop, kind="pay"),
    "card_movement_has_an_author": lambda shop: movement(shop, author=""),
    "gift_card_held_once_per_cart": lambda shop: hold_card(shop, times=2),
    "card_hold_amount_positive": lambda shop: hold_card(shop, amount="0"),
    "payment_refused_once": lambda shop: refuse_payment(shop, "CAD-1", "cad-1"),
    "refused_payment_amount_positive": lambda shop: refuse_payment(
        shop, "CAD-1", amount="0"
    ),
}


def test_every_constraint_of_gift_cards_is_tried() -> None:
    assert set(WRONGS) == names("giftcards")


@pytest.mark.parametrize("name", WRONGS)
def test_what_no_gift_card_can_be_is_refused(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


@pytest.mark.parametrize("write", ["update", "delete"])
def test_movements_of_cards_are_written_once(shop: Shop, write: str) -> None:
    card(shop)
    rows = CardMovement.objects.all()

    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        rows.update(author="x") if write == "update" else rows.delete()
