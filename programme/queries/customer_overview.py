"""What the programme knows of one customer, for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from giftcards.models import GiftCard
from giftcards.queries import finding as giftcards_finding
from mailing.models import Consent, Mail
from mailing.phrases.mails import mail_type_label, refusal_label
from mailing.queries import people as mailing_people
from points import phrases as points_phrases
from points.queries.balance import Balance
from points.queries.balance import balance as balance_at
from points.queries.debts import Debt, DebtPayment, debts_and_payments
from points.queries.history import lots as points_lots
from points.queries.history import movements as points_movements
from points.queries.overview import with_net_points
from referrals.models import Referral, Sponsor
from referrals.queries import sponsors as referrals_sponsors
from reminders.models import Reminder
from shop import queries as shop_queries
from shop.models import Customer, Order
from vouchers.models import Voucher, VoucherUse
from vouchers.queries import usable as vouchers_usable
from wishlist.models import Wish
from wishlist.queries import lists as wishlist_lists

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
    """Answer the latest ``LATEST`` of everything. Queries: 16, and 1 more for somebody who
    owes, however long the history.
    """
    balance = balance_at(customer, now)
    debts, payments = debts_and_payments(customer, balance.debt)
    lots = points_lots(customer)[:LATEST]
    used = Prefetch("uses", VoucherUse.objects.select_related("order").order_by("pk"))
    vouchers = vouchers_usable.of_customer(customer).prefetch_related(used)[:LATEST]
    orders = Order.objects.filter(customer=customer)
    # What hangs on ids and not on the account is asked for under all ids of the person.
    everyone = shop_queries.merged_ids(customer)
    reminders = Reminder.objects.filter(customer=customer, withdrawn_at=None)
    reminders = reminders.select_related("campaign", "mail", "voucher")
    return CustomerOverview(
        balance=balance,
        movements=list(points_phrases.movement_rows(points_movements(customer)[:LATEST])),
        lots=[(lot, str(lot.state_at(now).label)) for lot in lots],
        vouchers=[(voucher, str(voucher.state_at(now).label)) for voucher in vouchers],
        cards=[
            (card, str(card.state_at(now).label))
            for card in giftcards_finding.in_account(customer)[:LATEST]
        ],
        orders=with_net_points(orders.order_by("-placed_at", "-pk"))[:LATEST],
        debts=debts,
        payments=payments,
        absorbed=list(shop_queries.absorbed_by(customer)),
        wishes=list(wishlist_lists.wishes_of(customer)[:LATEST]),
        sponsor=referrals_sponsors.sponsor_of(customer),
        referrals=list(referrals_sponsors.referrals_with(everyone)[:LATEST]),
        reminders=list(reminders.order_by("-created_at", "-pk")[:LATEST]),
        mails=[
            (
                mail,
                mail_type_label(mail),
                refusal_label(mail),
            )
            for mail in mailing_people.mails_to(everyone)[:LATEST]
        ],
        words=list(mailing_people.consents_of(everyone)[:LATEST]),
    )
