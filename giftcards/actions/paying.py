"""Settle what cards pay of an order: what it says, as far as the card can pay it.

All or nothing of what is new: a card that is short pays no part, for the shop has been told
a whole amount. Whatever an order says, a card never pays what it does not have. Of several
orders those have it that have said so longest, in whatever order their words arrived.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists

from core.days import close_of, local_day
from core.money import ZERO
from giftcards.actions.card_results import CardResult
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
class PaymentSettlement:
    """What became of the cards that an order names. ``others`` are the primary keys of
    orders that must be settled because of it: money came back that they wait for, or that
    makes a card whole which they have bought.
    """

    cards: list[CardResult] = field(default_factory=list)
    others: Collection[int] = ()


def settle(case: OrderCase) -> PaymentSettlement:
    """Bring what each card has paid to what the order says, or to nothing once it is
    cancelled. Idempotent. Queries: 1 for an order that has never named a card, and none
    for one that is new as well.
    """
    order = case.order
    named: Mapping[str, Mapping[str, str]] = order.gift_card_payments
    paid = Exists(CardMovement.objects.filter(order=order))
    refused = Exists(RefusedPayment.objects.filter(order=order))
    ever_named = Order.objects.filter(paid | refused, pk=order.pk)
    if not named and (case.new or not ever_named.exists()):
        return PaymentSettlement()
    # 1. What should each card have paid?
    wanted = {
        code.upper(): Decimal(said["amount"]) - Decimal(said["refunded"])
        if case.stands
        else ZERO
        for code, said in named.items()
    }
    # 2. All its cards are locked; each is brought to that, or says why not.
    cards = _OrderCards(case, wanted)
    results = [cards.settle(code) for code in named]
    # 3. Cards that it names no longer have their money back.
    cards.return_unnamed()
    # 4. Staff see what was refused.
    _note_refused(case, wanted, results)
    return PaymentSettlement(results, cards.others - {order.pk})


class _OrderCards:
    """The cards that an order names or has had something of: all locked.

    ``wanted``: by code in capitals. ``others``: orders that must be settled after this one.
    """

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

    def return_unnamed(self) -> None:
        """Return what the order has of cards that it names no longer."""
        for code, card in self.by_code.items():
            if code not in self.wanted and self._had(card):
                self._return_payment(card, self._had(card))

    def _had(self, card: GiftCard) -> Decimal:
        return self.taken.get(card.pk, (ZERO, ZERO))[0]

    def _lost(self, card: GiftCard) -> dict[int, Decimal]:
        """Answer what was lost of a card for one order only, by the order that it was lost
        with: this one, or another part of its purchase.
        """
        own = {self.order.pk: self.taken.get(card.pk, (ZERO, ZERO))[1]}
        parts = {order: lost for order, _paid, lost in self.parts.get(card.pk, ())}
        return {order: lost for order, lost in (own | parts).items() if lost}

    def _due(self, card: GiftCard, wanted: Decimal) -> tuple[Decimal, RefusalReason | None]:
        """Answer what the order should have of the card, and why it is less than it wants.

        What the card cannot pay goes to the orders that have said so longest. An order that
        has more than its share returns it first: it joins ``others``, and this one gets
        nothing new until then.
        """
        had = self._had(card)
        if wanted > had and (refusal := self._refusal(card)):
            return had, refusal
        # What the clock took off counts for an order that was placed before that; what its
        # purchase took off counts for one that had named the card before.
        expired = ended(card, _Kind.EXPIRE) if card.valid_until <= self.now else ZERO
        cancelled = ended(card, _Kind.CANCEL) if card.cancelled_at else ZERO
        lost = sum(self._lost(card).values(), ZERO)
        there = card.balance + expired + cancelled + lost
        # Enough for all: nobody else needs to be asked, which is what nearly always
        # happens.
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
        """Answer why the order can have nothing more of the card, whatever is left of it.

        A card that was cancelled with its purchase can still have paid before that; one
        that staff cancelled cannot. Its start is no matter: who names its code has it.
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

    def _take(self, card: GiftCard, amount: Decimal) -> None:
        """Pay so much more of the order.

        The balance may never be below zero, not for one movement: so what was taken off the
        card is put back first, then the order is paid, then the rest goes again.
        """
        at = self.order.placed_at
        # 1. What the clock, a cancelled purchase or a card for one order had taken off.
        expired = ended(card, _Kind.EXPIRE) if card.valid_until <= self.now else ZERO
        self._post(card, _Kind.EXPIRE, expired)
        if card.cancelled_at:
            cancelled = ended(card, _Kind.CANCEL)
            self._uncancel(card)
            self._post(card, _Kind.CANCEL, cancelled)
            self._concern_purchase(card)
        for order, lost in self._lost(card).items():
            self._post_for(card, _Kind.LOSE, lost, order)
        # 2. The payment, on the day of the order.
        self._post(card, _Kind.PAY, -amount, self.order, at)
        # 3. What is left of a card that nobody can spend from again.
        if card.single_use:
            self._post(card, _Kind.LOSE, -card.balance, self.order, at)
        elif expired:
            self._post(card, _Kind.EXPIRE, -card.balance)
        # The cart has become this order: what it held is paid.
        cart = self.order.cart.external_id if self.order.cart else ""
        CardHold.objects.filter(card=card, cart=cart).delete()

    def _uncancel(self, card: GiftCard) -> None:
        card.cancelled_at, card.cancelled_by, card.cancel_reason = None, "", ""
        card.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])

    def _concern_purchase(self, card: GiftCard) -> None:
        """Settle the order that bought the card as well: the card may be whole now, and
        gone with a purchase that was undone, or live again.
        """
        if card.order_id:
            self.others.add(card.order_id)

    def _return_payment(self, card: GiftCard, amount: Decimal) -> None:
        """Return money to the card it came from, and for long enough to be spent: also
        where the card was cancelled meanwhile, for this money is still its holder's.

        What had been lost with an order that has nothing of the card any more comes back
        with it.
        """
        if card.valid_until <= self.now:
            # Before the end is moved: what the clock had taken must not live again with it.
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
            now=self.now,
            happened_at=at,
        )


def _note_refused(
    case: OrderCase, wanted: Mapping[str, Decimal], results: Sequence[CardResult]
) -> None:
    """Bring the rows of refused payments to these results."""
    order = case.order
    stands = {
        each.code: (wanted[each.code.upper()] - each.amount, str(each.reason))
        for each in results
        if each.reason
    }
    rows = RefusedPayment.objects.filter(order=order)
    noted = {} if case.new else {row.code: row for row in rows}
    # A row that still says the same stays: staff see since when it has stood.
    gone = [
        row.pk for row in noted.values() if stands.get(row.code) != (row.amount, row.reason)
    ]
    if gone:
        RefusedPayment.objects.filter(pk__in=gone).delete()
    RefusedPayment.objects.bulk_create(
        RefusedPayment(
            shop_id=order.shop_id, order=order, code=code, amount=amount, reason=reason
        )
        for code, (amount, reason) in stands.items()
        if code not in noted or noted[code].pk in gone
    )
