"""An order has had of each card exactly what it says, as far as the card could pay.

All or nothing of what is new: a card that is short pays no part, for the shop has been told
a whole amount. Whatever an order says, a card never pays what it does not have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists

from core.days import close_of, local_day
from core.money import ZERO
from giftcards.actions.ledger import ended, lock, post, taken_by
from giftcards.models import CardHold, CardMovement, GiftCard, RefusedPayment
from shop.models import Order
from vouchers.rules.cart import RefusalReason

_Kind = CardMovement.Kind
# What comes back to a card that has ended can be spent for so long.
GRACE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CardResult:
    """What became of a card that an order names: ``paid``, or ``refused`` and why.

    ``amount`` is what the order has of it now.
    """

    code: str
    state: str
    amount: Decimal
    reason: RefusalReason | None = None


def settle(
    *, order: Order, stands: bool, author: str, now: datetime, new: bool = False
) -> list[CardResult]:
    """Bring what each card has paid to what the order says, or to nothing once it is
    cancelled. The caller has locked the order. Twice is once.

    ``new``: the caller knows that it has never been settled.
    """
    named: Mapping[str, Mapping[str, str]] = order.gift_card_payments
    if not named and (new or not _ever_named(order)):
        return []
    wanted = {
        code.upper(): _wanted(said) if stands else ZERO for code, said in named.items()
    }
    books = _Books(order, wanted, author, now, new=new)
    found = [books.settle(code) for code in named]
    books.give_back_the_others()
    _note_refused(order, wanted, [each for each in found if each.reason], new=new)
    return found


def _wanted(said: Mapping[str, str]) -> Decimal:
    return Decimal(said["amount"]) - Decimal(said["refunded"])


def _ever_named(order: Order) -> bool:
    """One query."""
    paid = Exists(CardMovement.objects.filter(order=order))
    refused = Exists(RefusedPayment.objects.filter(order=order))
    return Order.objects.filter(paid | refused, pk=order.pk).exists()


class _Books:
    """The cards that an order names or has had something of: all locked."""

    def __init__(
        self,
        order: Order,
        wanted: Mapping[str, Decimal],
        author: str,
        now: datetime,
        *,
        new: bool,
    ) -> None:
        self.order, self.wanted = order, wanted
        self.author, self.now = author, now
        self.taken = {} if new else taken_by(order)
        cards = lock(order.shop_id, sorted(wanted), self.taken)
        self.by_code = {card.code.upper(): card for card in cards}

    def settle(self, code: str) -> CardResult:
        wanted, card = self.wanted[code.upper()], self.by_code.get(code.upper())
        if card is None:
            reason = RefusalReason.UNKNOWN if wanted else None
            return CardResult(code, "refused" if reason else "paid", ZERO, reason)
        had = self._had(card)
        reason = self._take(card, wanted - had) if wanted > had else None
        if wanted < had:
            self._give_back(card, had - wanted)
        state = "refused" if reason else "paid"
        return CardResult(code, state, had if reason else wanted, reason)

    def give_back_the_others(self) -> None:
        """It names them no longer."""
        for code, card in self.by_code.items():
            if code not in self.wanted and self._had(card):
                self._give_back(card, self._had(card))

    def _had(self, card: GiftCard) -> Decimal:
        return self.taken.get(card.pk, (ZERO, ZERO))[0]

    def _lost(self, card: GiftCard) -> Decimal:
        return self.taken.get(card.pk, (ZERO, ZERO))[1]

    def _take(self, card: GiftCard, amount: Decimal) -> RefusalReason | None:
        """What the clock took off a card counts for an order that was placed before."""
        at = self.order.placed_at
        assert at is not None, "a placeholder names no card"
        if refusal := card.refusal(at):
            return refusal
        expired = ended(card, _Kind.EXPIRE) if card.valid_until <= self.now else ZERO
        lost = self._lost(card)
        there = card.balance + expired + lost
        if amount > there:
            return (
                RefusalReason.INSUFFICIENT_BALANCE if there else RefusalReason.ALREADY_USED
            )
        self._post(card, _Kind.EXPIRE, expired)
        self._post(card, _Kind.LOSE, lost, self.order)
        self._post(card, _Kind.PAY, -amount, self.order, at)
        if card.single_use:
            self._post(card, _Kind.LOSE, -card.balance, self.order, at)
        elif expired:
            self._post(card, _Kind.EXPIRE, -card.balance)
        CardHold.objects.filter(card=card, cart=self._cart).delete()
        return None

    @property
    def _cart(self) -> str:
        return self.order.cart.external_id if self.order.cart else ""

    def _give_back(self, card: GiftCard, amount: Decimal) -> None:
        """To the card it came from, and for long enough to be spent: also where the card
        was cancelled meanwhile, for this money is still its holder's.

        What had been lost with an order that has nothing of the card any more comes back
        with it.
        """
        if card.valid_until <= self.now:
            self._post(card, _Kind.EXPIRE, -card.balance)
            card.valid_until = close_of(
                local_day(self.now + GRACE, self.order.shop.zone), self.order.shop.zone
            )
            card.save(update_fields=["valid_until"])
        if card.cancelled_at:
            card.cancelled_at, card.cancelled_by, card.cancel_reason = None, "", ""
            card.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
        if amount == self._had(card):
            self._post(card, _Kind.LOSE, self._lost(card), self.order)
        self._post(card, _Kind.GIVE_BACK, amount, self.order)

    def _post(
        self,
        card: GiftCard,
        kind: CardMovement.Kind,
        amount: Decimal,
        order: Order | None = None,
        at: datetime | None = None,
    ) -> None:
        post(
            card,
            kind,
            amount,
            order=order,
            author=self.author,
            happened_at=at or self.now,
        )


def _note_refused(
    order: Order, wanted: Mapping[str, Decimal], refused: Iterable[CardResult], *, new: bool
) -> None:
    """Staff see exactly what stands, and since when."""
    stands = {
        each.code: (wanted[each.code.upper()] - each.amount, str(each.reason))
        for each in refused
    }
    noted = {} if new else _noted(order)
    gone = [row.pk for row in noted.values() if stands.get(row.code) != _said(row)]
    if gone:
        RefusedPayment.objects.filter(pk__in=gone).delete()
    RefusedPayment.objects.bulk_create(
        RefusedPayment(
            shop_id=order.shop_id, order=order, code=code, amount=amount, reason=reason
        )
        for code, (amount, reason) in stands.items()
        if code not in noted or noted[code].pk in gone
    )


def _noted(order: Order) -> dict[str, RefusedPayment]:
    return {row.code: row for row in RefusedPayment.objects.filter(order=order)}


def _said(row: RefusedPayment) -> tuple[Decimal, str]:
    return row.amount, row.reason
