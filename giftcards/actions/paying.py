"""An order has had of each card exactly what it says, as far as the card could pay.

All or nothing of what is new: a card that is short pays no part, for the shop has been told
a whole amount. Whatever an order says, a card never pays what it does not have. Of several
orders those have it that have said so longest, in whatever order their words arrived.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists

from core.days import close_of, local_day
from core.money import ZERO
from giftcards.actions.ledger import ended, lock, post, taken_by, taken_by_parts
from giftcards.models import CardHold, CardMovement, GiftCard, RefusedPayment
from giftcards.queries.waiting import shares_of, waiting_for
from shop.models import Order
from shop.models.order_case import OrderCase
from shop.rules.code_history import Claim
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


@dataclass(frozen=True, slots=True)
class PaymentSettlement:
    """What became of the cards that an order names. ``others`` are the primary keys of
    orders that must be settled because of it: money came back that they wait for, or that
    makes a card whole which they have bought.
    """

    cards: list[CardResult] = field(default_factory=list)
    others: Collection[int] = ()


def settle(case: OrderCase) -> PaymentSettlement:
    """Bring what each card has paid to what the order says, or to nothing once it is
    cancelled. Idempotent.
    """
    order = case.order
    named: Mapping[str, Mapping[str, str]] = order.gift_card_payments
    if not named and (case.new or not _ever_named(order)):
        return PaymentSettlement()
    wanted = {
        code.upper(): _wanted(said) if case.stands else ZERO for code, said in named.items()
    }
    books = _Books(case, wanted)
    found = [books.settle(code) for code in named]
    books.return_the_others()
    _note_refused(order, wanted, [each for each in found if each.reason], new=case.new)
    return PaymentSettlement(found, books.others - {order.pk})


def _wanted(said: Mapping[str, str]) -> Decimal:
    return Decimal(said["amount"]) - Decimal(said["refunded"])


def _ever_named(order: Order) -> bool:
    """One query."""
    paid = Exists(CardMovement.objects.filter(order=order))
    refused = Exists(RefusedPayment.objects.filter(order=order))
    return Order.objects.filter(paid | refused, pk=order.pk).exists()


class _Books:
    """The cards that an order names or has had something of: all locked."""

    def __init__(self, case: OrderCase, wanted: Mapping[str, Decimal]) -> None:
        self.recheck = case.recheck
        self.order, self.wanted, self.claims = case.order, wanted, case.claims
        self.author, self.now = case.author, case.now
        order = case.order
        self.taken = {} if case.new else taken_by(order)
        cards = lock(order.shop_id, sorted(wanted), self.taken)
        self.by_code = {card.code.upper(): card for card in cards}
        # After the cards are locked: the other parts change theirs under that lock.
        keys = [card.pk for card in cards]
        self.parts = taken_by_parts(order, keys) if order.purchase else {}
        self.others: set[int] = set()

    def settle(self, code: str) -> CardResult:
        wanted, card = self.wanted[code.upper()], self.by_code.get(code.upper())
        if card is None:
            reason = RefusalReason.UNKNOWN if wanted else None
            return CardResult(code, "refused" if reason else "paid", ZERO, reason)
        had = self._had(card)
        asked = wanted > had or (self.recheck and wanted)
        due, reason = self._due(card, wanted) if asked else (wanted, None)
        if due > had:
            self._take(card, due - had)
        elif due < had:
            self._return_payment(card, had - due)
        return CardResult(code, "refused" if reason else "paid", due, reason)

    def return_the_others(self) -> None:
        """It names them no longer."""
        for code, card in self.by_code.items():
            if code not in self.wanted and self._had(card):
                self._return_payment(card, self._had(card))

    def _had(self, card: GiftCard) -> Decimal:
        return self.taken.get(card.pk, (ZERO, ZERO))[0]

    def _lost(self, card: GiftCard) -> dict[int, Decimal]:
        """What was lost of a card for one order, by the order it was lost with: this one,
        or another part of its purchase.
        """
        own = {self.order.pk: self.taken.get(card.pk, (ZERO, ZERO))[1]}
        parts = {order: lost for order, _paid, lost in self.parts.get(card.pk, ())}
        return {order: lost for order, lost in (own | parts).items() if lost}

    def _due(self, card: GiftCard, wanted: Decimal) -> tuple[Decimal, RefusalReason | None]:
        """So much of what is wanted, and why no more. What the card cannot pay goes to the
        orders that have said so longest: who has more than that gives it back first.
        """
        had = self._had(card)
        if wanted > had and (refusal := self._refusal(card)):
            return had, refusal
        there = self._there(card)
        if wanted - had <= there and not self.recheck:
            return wanted, None
        short = RefusalReason.INSUFFICIENT_BALANCE if there else RefusalReason.ALREADY_USED
        due = shares_of(card, self.order, self._claims_on(card, wanted), there)
        victims = {
            order
            for order, (has, should) in due.items()
            if has > should and order != self.order.pk
        }
        self.others |= victims
        should = max(due[self.order.pk][1], ZERO)
        if victims or should < had:
            return min(had, should), short
        return should, short if should < wanted else None

    def _refusal(self, card: GiftCard) -> RefusalReason | None:
        """A card that was cancelled with its purchase can still have paid before that. Its
        start is no matter: who names its code has it.
        """
        at = self.order.placed_at
        assert at is not None, "a placeholder names no card"
        if card.cancelled_at:
            claims = self._claims_on(card, ZERO)
            since = claims[0].since if claims else at
            if card.cancelled_by or since >= card.cancelled_at:
                return RefusalReason.CANCELLED
        ended = min(at, self.now) >= card.valid_until
        return RefusalReason.EXPIRED if ended else None

    def _claims_on(self, card: GiftCard, wanted: Decimal) -> Sequence[Claim]:
        found = self.claims.cards.get(card.code.upper()) if self.claims else None
        at, stated_at = self.order.placed_at, self.order.updated_at
        assert at is not None, "a placeholder names no card"
        return found or [Claim(at, stated_at or at, wanted)]

    def _there(self, card: GiftCard) -> Decimal:
        """What the clock took off a card counts for an order that was placed before; what
        its purchase took off it, for one that has named it before.
        """
        expired = ended(card, _Kind.EXPIRE) if card.valid_until <= self.now else ZERO
        cancelled = ended(card, _Kind.CANCEL) if card.cancelled_at else ZERO
        lost = sum(self._lost(card).values(), ZERO)
        return card.balance + expired + cancelled + lost

    def _take(self, card: GiftCard, amount: Decimal) -> None:
        at = self.order.placed_at
        expired = ended(card, _Kind.EXPIRE) if card.valid_until <= self.now else ZERO
        self._post(card, _Kind.EXPIRE, expired)
        if card.cancelled_at:
            cancelled = ended(card, _Kind.CANCEL)
            self._uncancel(card)
            self._post(card, _Kind.CANCEL, cancelled)
            self._concern_purchase(card)
        for order, lost in self._lost(card).items():
            self._post_for(card, _Kind.LOSE, lost, order)
        self._post(card, _Kind.PAY, -amount, self.order, at)
        if card.single_use:
            self._post(card, _Kind.LOSE, -card.balance, self.order, at)
        elif expired:
            self._post(card, _Kind.EXPIRE, -card.balance)
        CardHold.objects.filter(card=card, cart=self._cart).delete()

    def _uncancel(self, card: GiftCard) -> None:
        card.cancelled_at, card.cancelled_by, card.cancel_reason = None, "", ""
        card.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])

    def _concern_purchase(self, card: GiftCard) -> None:
        """The order that has bought it: what it is entitled to may be another card now."""
        if card.order_id:
            self.others.add(card.order_id)

    @property
    def _cart(self) -> str:
        return self.order.cart.external_id if self.order.cart else ""

    def _return_payment(self, card: GiftCard, amount: Decimal) -> None:
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
            self._uncancel(card)
        parts_have = any(paid for _order, paid, _lost in self.parts.get(card.pk, ()))
        if amount == self._had(card) and not parts_have:
            for order, lost in self._lost(card).items():
                self._post_for(card, _Kind.LOSE, lost, order)
        self._post(card, _Kind.GIVE_BACK, amount, self.order)
        self._concern_purchase(card)
        self.others |= waiting_for(card)

    def _post_for(
        self, card: GiftCard, kind: CardMovement.Kind, amount: Decimal, order: int
    ) -> None:
        whole = self.order if order == self.order.pk else Order.objects.get(pk=order)
        self._post(card, kind, amount, whole)

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
