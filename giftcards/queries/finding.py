"""Find gift cards: by code for a cart, by account for a customer, and the terms of new
ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower, Upper

from core.money import ZERO
from giftcards.models import CardTerms, GiftCard, RefusedPayment
from giftcards.rules.paying import PayingCard
from shop.models import Customer, Shop
from shop.queries import merged_ids
from vouchers.rules.cart import RefusalReason


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card as a cart meets it: ``left`` is what it may have of it."""

    card: GiftCard
    left: Decimal
    refusal: RefusalReason | None

    @property
    def paying(self) -> PayingCard:
        card = self.card
        return PayingCard(
            code=card.code, left=self.left, minimum=card.minimum, ends=card.valid_until
        )


def find(*, shop: Shop, codes: Iterable[str], cart: str, now: datetime) -> list[FoundCard]:
    """Answer the cards of these codes, in any case, each with what this cart may have of it
    or why it may have nothing. Those that end first come first. Queries: 1, or none for
    none.

    ``cart``: its id in the shop; what it holds itself is its own to spend.
    """
    wanted = sorted({code.strip().upper() for code in codes})
    if not wanted:
        return []
    others = Q(holds__expires_at__gt=now) & ~Q(holds__cart=cart)
    rows = (
        GiftCard.objects.alias(upper=Upper("code"))
        .filter(shop=shop, upper__in=wanted)
        .annotate(held=Coalesce(Sum("holds__amount", filter=others), ZERO))
        .order_by("valid_until", "code")
    )
    found = []
    for row in rows:
        # Orders take no notice of holds, so that more may be held than is left.
        left = max(row.balance - vars(row)["held"], ZERO)
        refusal = row.refusal(now)
        if not refusal and not left:
            refusal = RefusalReason.HELD if row.balance else RefusalReason.ALREADY_USED
        found.append(FoundCard(row, left, refusal))
    return found


def by_code(shop: Shop, code: str) -> GiftCard | None:
    """Answer the card of this code, in any case and any state. Queries: 1."""
    return GiftCard.objects.filter(shop=shop, code__iexact=code.strip()).first()


def free_of(card: GiftCard, now: datetime) -> Decimal:
    """Answer what is left on the card and held by no cart; nothing where it cannot pay.
    Queries: 1.
    """
    if card.refusal(now):
        return ZERO
    holds = card.holds.filter(expires_at__gt=now)
    held: Decimal = holds.aggregate(total=Sum("amount", default=ZERO))["total"]
    return max(card.balance - held, ZERO)


def in_account(customer: Customer) -> QuerySet[GiftCard]:
    """Answer the cards of a customer: put into the account, bought for oneself, or sent to
    the address that the customer has proven; under all ids that were merged into theirs.
    """
    owned = Q(holder__in=merged_ids(customer)) | Q(order__customer=customer, email="")
    if customer.has_verified_email:
        # Only a proven address: anybody can type somebody else's into an account.
        owned |= Q(holder=None, address=customer.email.lower())
    rows = GiftCard.objects.alias(address=Lower("email")).filter(
        owned, shop=customer.shop_id
    )
    return rows.order_by(F("balance").desc(), "valid_until", "pk")


def sent_by(customer: Customer) -> QuerySet[GiftCard]:
    """Answer cards that the customer has bought for others, the latest first."""
    bought = GiftCard.objects.filter(order__customer=customer).exclude(email="")
    return bought.select_related("order").order_by("-issued_at", "-pk")


def terms_by_hand(shop: Shop) -> CardTerms | None:
    """Answer the shop's own terms, which cards made by hand have too. Queries: 1."""
    return CardTerms.objects.filter(shop=shop, product=None).first()


def terms_of(shop: Shop, product: int) -> CardTerms | None:
    """Answer the product's own terms, else the shop's; None where the shop makes no cards.
    Queries: 1.
    """
    rows = CardTerms.objects.filter(Q(product=product) | Q(product=None), shop=shop)
    return rows.order_by(F("product").asc(nulls_last=True)).first()


def refused_for(card: GiftCard) -> QuerySet[RefusedPayment]:
    """Answer payments that orders state and the card has not made, the latest first."""
    rows = RefusedPayment.objects.filter(shop=card.shop_id, code__iexact=card.code)
    return rows.select_related("shop", "order").order_by("-pk")


def card_in_state(state: GiftCard.State, now: datetime) -> Q:
    """Answer the condition for cards that ``GiftCard.state_at`` puts into this state."""
    living = Q(cancelled_at=None, valid_until__gt=now)
    return {
        GiftCard.State.CANCELLED: Q(cancelled_at__isnull=False),
        GiftCard.State.EXPIRED: Q(cancelled_at=None, valid_until__lte=now),
        GiftCard.State.USABLE: living & Q(balance__gt=0),
        GiftCard.State.EMPTY: living & Q(balance=0),
    }[state]
