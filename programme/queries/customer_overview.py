"""All that is known of one customer, for staff who have him on the telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from giftcards import queries as giftcards_queries
from giftcards.models import GiftCard
from mailing import queries as mailing_queries
from mailing.models import Consent, Mail
from mailing.phrases import mail_type_label, refusal_label
from points import phrases as points_phrases
from points import queries as points_queries
from points.queries import Balance, Debt, DebtPayment
from referrals import queries as referrals_queries
from referrals.models import Referral, Sponsor
from reminders.models import Reminder
from shop import queries as shop_queries
from shop.models import Customer, Order
from vouchers import queries as vouchers_queries
from vouchers.models import Voucher, VoucherUse
from wishlist import queries as wishlist_queries
from wishlist.models import Wish

if TYPE_CHECKING:
    from points.models import Lot

LATEST = 50


@dataclass(frozen=True, slots=True)
class CustomerOverview:
    """All that the programme knows of a customer, the latest of each."""

    balance: Balance
    movements: list[points_phrases.MovementRow]
    lots: list[tuple["Lot", str]]
    vouchers: list[tuple[Voucher, str]]
    cards: list[tuple[GiftCard, str]]
    orders: QuerySet[Order]
    debts: list[Debt]
    payments: list[DebtPayment]
    absorbed: list[Customer]
    wishes: list[Wish]
    sponsor: Sponsor | None
    referrals: list[Referral]
    reminders: list[Reminder]
    mails: list[tuple[Mail, str, str]]
    words: list[Consent]


def customer_overview(customer: Customer, now: datetime) -> CustomerOverview:
    """Sixteen queries, whatever the history, and one for somebody who owes."""
    balance = points_queries.balance(customer, now)
    debts, payments = points_queries.debts_and_payments(customer, balance.debt)
    lots = points_queries.lots(customer)[:LATEST]
    used = Prefetch("uses", VoucherUse.objects.select_related("order").order_by("pk"))
    vouchers = vouchers_queries.of_customer(customer).prefetch_related(used)[:LATEST]
    orders = Order.objects.filter(customer=customer)
    everyone = shop_queries.merged_ids(customer)
    return CustomerOverview(
        balance=balance,
        movements=list(
            points_phrases.movement_rows(points_queries.movements(customer)[:LATEST])
        ),
        lots=[(lot, str(lot.state_at(now).label)) for lot in lots],
        vouchers=[(voucher, str(voucher.state_at(now).label)) for voucher in vouchers],
        cards=[
            (card, str(card.state_at(now).label))
            for card in giftcards_queries.in_account(customer)[:LATEST]
        ],
        orders=points_queries.with_net_points(orders.order_by("-placed_at", "-pk"))[
            :LATEST
        ],
        debts=debts,
        payments=payments,
        absorbed=list(shop_queries.absorbed_by(customer)),
        wishes=list(wishlist_queries.wishes_of(customer)[:LATEST]),
        sponsor=referrals_queries.sponsor_of(customer),
        referrals=list(referrals_queries.referrals_with(everyone)[:LATEST]),
        reminders=list(_reminders(customer)[:LATEST]),
        mails=[
            (
                mail,
                mail_type_label(mail),
                refusal_label(mail),
            )
            for mail in mailing_queries.mails_to(everyone)[:LATEST]
        ],
        words=list(mailing_queries.consents_of(everyone)[:LATEST]),
    )


def _reminders(customer: Customer) -> QuerySet[Reminder]:
    rows = Reminder.objects.filter(customer=customer, withdrawn_at=None)
    return rows.select_related("campaign", "mail", "voucher").order_by("-created_at", "-pk")
