"""Everything that is kept about a customer, for them to read and to take along."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.portable import Chapter, Column, chapter
from giftcards.models import GiftCard
from giftcards.queries import finding as giftcards_finding
from mailing.phrases.mails import mail_type_label
from mailing.queries import people as mailing_people
from points import phrases as points_phrases
from points.queries import history as points_history
from referrals.models import Referral
from shop import queries as shop_queries
from shop.models import Cart, CartLine, Customer, Order, OrderLine
from tiers.models import Move
from vouchers.models import Voucher
from wishlist.models import Wish

# The chapters as they are shown: a title, and what is told of each row.
_CHAPTERS: Mapping[str, tuple[StrOrPromise, Mapping[str, Column[Any]]]] = {
    "profile": (
        _("Who I am"),
        {
            "id": (_("Id in the shop"), lambda row: row.external_id),
            "email": (_("E-mail"), lambda row: row.email),
            "first_name": (_("First name"), lambda row: row.first_name),
            "last_name": (_("Last name"), lambda row: row.last_name),
            "language": (_("Language"), lambda row: row.language),
            "birthday": (_("Birthday"), lambda row: row.birthday),
            "registered_at": (_("Registered"), lambda row: row.registered_at),
            "group": (_("Group"), lambda row: row.shop_group and str(row.shop_group)),
        },
    ),
    "orders": (
        _("My orders"),
        {
            "id": (_("Id in the shop"), lambda row: row.external_id),
            "reference": (_("Reference"), lambda row: row.reference),
            "state": (_("State"), lambda row: row.state),
            "placed_at": (_("Placed on"), lambda row: row.placed_at),
            "paid_at": (_("Paid on"), lambda row: row.paid_at),
            "email": (_("E-mail"), lambda row: row.email),
            "country": (_("Country"), lambda row: row.country),
            "shipping": (_("Shipping"), lambda row: row.shipping),
            "discount": (_("Discount"), lambda row: row.discount),
            "refunded_amount": (
                _("Refunded outside lines"),
                lambda row: row.refunded_amount,
            ),
            "total": (_("Total"), lambda row: row.total),
            "vouchers": (_("Voucher codes"), lambda row: ", ".join(row.voucher_codes)),
            "gift_cards": (_("Gift cards"), lambda row: ", ".join(row.gift_card_payments)),
        },
    ),
    "order_lines": (
        _("What I ordered"),
        {
            "order": (_("Order"), lambda row: row.order.external_id),
            "product": (_("Product"), lambda row: row.product.external_id),
            "name": (_("Name"), lambda row: row.name or row.product.name),
            "quantity": (_("Quantity"), lambda row: row.quantity),
            "unit_price": (_("Unit price"), lambda row: row.unit_price),
            "refunded_quantity": (
                _("Refunded quantity"),
                lambda row: row.refunded_quantity,
            ),
            "refunded_amount": (_("Refunded amount"), lambda row: row.refunded_amount),
        },
    ),
    "cart_lines": (
        _("My carts"),
        {
            "cart": (_("Cart"), lambda row: row.cart.external_id),
            "updated_at": (_("Changed"), lambda row: row.cart.updated_at),
            "product": (_("Product"), lambda row: row.product.external_id),
            "name": (_("Name"), lambda row: row.name or row.product.name),
            "quantity": (_("Quantity"), lambda row: row.quantity),
            "unit_price": (_("Unit price"), lambda row: row.unit_price),
        },
    ),
    "points": (
        _("My points"),
        {
            "number": (_("Number"), lambda row: row.number),
            "happened_at": (_("Date"), lambda row: row.happened_at),
            "cause": (_("Cause"), points_phrases.cause),
            "order": (_("Order"), lambda row: row.order and row.order.external_id),
            "points": (_("Points"), lambda row: row.points),
            "balance": (_("Balance"), lambda row: row.balance),
        },
    ),
    "vouchers": (
        _("My vouchers"),
        {
            "code": (_("Code"), lambda row: row.code),
            "origin": (_("Origin"), lambda row: row.origin),
            "label": (_("Label"), lambda row: row.label),
            "kind": (_("Kind of voucher"), lambda row: row.kind),
            "amount": (_("Amount"), lambda row: row.amount),
            "percent": (_("Percentage"), lambda row: row.percent),
            "issued_at": (_("Issued on"), lambda row: row.issued_at),
            "valid_from": (_("Valid from"), lambda row: row.valid_from),
            "valid_until": (_("Valid until"), lambda row: row.valid_until),
            "uses": (_("Times used"), lambda row: row.used),
            "cancelled_at": (_("Cancelled on"), lambda row: row.cancelled_at),
        },
    ),
    "mails": (
        _("E-mails I was sent"),
        {
            "sent_at": (_("Sent on"), lambda row: row.sent_at),
            "kind": (_("Kind of e-mail"), mail_type_label),
            "email": (_("E-mail"), lambda row: row.email),
            "advertising": (_("Advertising"), lambda row: row.advertising),
        },
    ),
    "consents": (
        _("What I have said about e-mails"),
        {
            "recorded_at": (_("Date"), lambda row: row.recorded_at),
            "category": (_("E-mails about"), lambda row: row.category),
            "given": (_("Agreed"), lambda row: row.given),
            "wording": (_("In these words"), lambda row: row.wording),
            "version": (_("Version of the words"), lambda row: row.version),
            "source": (_("Said where"), lambda row: row.source),
        },
    ),
    "gift_cards": (
        _("My gift cards"),
        {
            "code": (_("Code"), lambda row: row.code),
            "amount": (_("Amount"), lambda row: row.amount),
            "balance": (_("Balance"), lambda row: vars(row)["mine"]),
            "valid_until": (_("Valid until"), lambda row: row.valid_until),
            "from": (_("From"), lambda row: row.sender),
            "for": (_("For"), lambda row: row.recipient),
            "email": (_("E-mail"), lambda row: row.email),
            "message": (_("Message"), lambda row: row.message),
        },
    ),
    "wishes": (
        _("My wishes"),
        {
            "list": (_("List"), lambda row: row.wishlist.name),
            "product": (_("Product"), lambda row: row.product.external_id),
            "name": (_("Name"), lambda row: row.product.name),
            "quantity": (_("Quantity"), lambda row: row.quantity),
            "note": (_("Note"), lambda row: row.note),
            "priority": (_("Priority"), lambda row: str(row.get_priority_display())),
            "added_at": (_("Added on"), lambda row: row.added_at),
            "removed_at": (_("Removed on"), lambda row: row.removed_at),
        },
    ),
    "tiers": (
        _("My tiers"),
        {
            "at": (_("Date"), lambda row: row.at),
            "before": (_("Tier before"), lambda row: row.before and row.before.name),
            "after": (_("Tier after"), lambda row: row.after and row.after.name),
            "cause": (_("Cause"), lambda row: str(row.get_cause_display())),
            "spent": (_("Spent by then"), lambda row: row.spent),
        },
    ),
    "friends": (
        _("Friends I have told"),
        {
            "since": (_("Told on"), lambda row: row.created_at),
            "channel": (_("By which way"), lambda row: str(row.get_channel_display())),
        },
    ),
}


def portable(customer: Customer) -> list[Chapter]:
    """Answer the chapters over all ids of the customer. Queries: 1 a chapter, however long,
    and those of ``merged_ids``.
    """
    everyone = shop_queries.merged_ids(customer)
    rows = {
        **_stated(customer, everyone),
        **_given(customer),
        "mails": mailing_people.mails_to(everyone).filter(sent_at__isnull=False),
        "consents": mailing_people.consents_of(everyone),
    }
    return [
        chapter(name, title, rows[name], columns)
        for name, (title, columns) in _CHAPTERS.items()
    ]


def _stated(customer: Customer, everyone: set[int]) -> dict[str, Iterable[Any]]:
    """What the shop has stated, and what the customer has saved for later."""
    who = Customer.objects.filter(pk__in=everyone).select_related("shop_group")
    orders = Order.objects.filter(customer=customer, updated_at__isnull=False)
    bought = OrderLine.objects.filter(order__in=orders).select_related("order", "product")
    carts = Cart.objects.filter(customer__in=everyone, removed=False)
    in_carts = CartLine.objects.filter(cart__in=carts).select_related("cart", "product")
    # With those that were taken off and could still be put back.
    wishes = Wish.objects.filter(wishlist__customer=customer)
    return {
        "profile": who.order_by("pk"),
        "orders": orders.order_by("placed_at", "pk"),
        "order_lines": bought.order_by("order__placed_at", "order", "pk"),
        "cart_lines": in_carts.order_by("cart", "pk"),
        "wishes": wishes.select_related("wishlist", "product").order_by("wishlist", "pk"),
    }


def _given(customer: Customer) -> dict[str, Iterable[Any]]:
    """What the programme has given. Of friends nothing that is personal to them."""
    movements = points_history.movements(customer).select_related("adjustment_reason")
    given = giftcards_finding.sent_by(customer).values("pk")
    mine = giftcards_finding.in_account(customer).values("pk")
    # Of cards that they have given it is not told what became of them: others spend those.
    cards = GiftCard.objects.filter(Q(pk__in=given) | Q(pk__in=mine)).annotate(
        mine=Case(When(pk__in=mine, then=F("balance")))
    )
    moves = Move.objects.filter(customer=customer).select_related("before", "after")
    return {
        "points": movements.order_by("number"),
        "vouchers": Voucher.objects.filter(customer=customer).order_by("issued_at", "pk"),
        "gift_cards": cards.order_by("issued_at", "pk"),
        "tiers": moves.order_by("at", "pk"),
        "friends": Referral.objects.filter(sponsor=customer).order_by("created_at", "pk"),
    }
