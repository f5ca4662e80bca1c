"""The demo shop as its merchant finds it on a Monday: some of everything to look at."""

import gzip
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from analytics.actions.simulating import begin
from analytics.models import AccountingTerms
from connectors.encryption import encrypt
from connectors.models import ContactAccount
from demo_shop.demo import people as demo
from imports.models import FileImport
from mailing import actions as mailing
from mailing.models import Suppression
from points.models import AdjustLimit
from programme import actions as programme
from referrals import actions as referrals
from referrals.models import Referral, ReferralTerms, Sponsor
from referrals.queries import persons as referrals_persons
from reminders import actions as reminders
from reminders.models import Campaign, Reminder
from reminders.rules.presets import Aim
from segments.models import Segment
from sharing.models import SharingSettings
from shop.actions.looks import note_look
from shop.models import Customer, Order, Shop
from shop.rules.facts import CardPaymentFact, CustomerFact, OrderFact, OrderLineFact
from tests.connectors.rows import SURVEY, make_connection
from tests.factories import make_card
from tests.world import make_webhook
from tiers import actions as tiers
from tiers.queries import plans as tiers_plans
from vouchers import actions as vouchers
from vouchers.actions.budgets import open_budget
from vouchers.rules.cart import DiscountKind
from vouchers.rules.margin_guard import DiscountSource
from vouchers.rules.offers import DiscountStep
from wishlist import actions as wishlist

# So many days ago the campaigns were turned on.
ON_FOR = 20
YEAR = timedelta(days=365)


def fill(shop: Shop, client: Client, now: datetime) -> None:
    """Whatever has a page of its own, and what needs somebody's attention."""
    regular = Customer.objects.get(shop=shop, external_id=demo.REGULAR.number)
    SharingSettings.objects.filter(shop=shop).update(active=True)
    _staff(shop)
    note_look(customer=regular, user=User.objects.latest("pk"), now=now)
    _campaigns(shop, now)
    _orders(shop, regular, now)
    _referrals(shop, regular, now)
    _offers(shop, now)
    _cards(shop, client, regular, now)
    _vouchers(shop, client)
    _merge(shop, now)
    make_connection(shop, survey=SURVEY)
    make_webhook(shop, 1)
    FileImport.objects.create(
        shop=shop,
        kind="orders",
        name="commandes.csv",
        heads=["order", "total"],
        content=gzip.compress(b"order;total\n1;40.00\n"),
        author="system",
        created_at=now,
    )
    AccountingTerms.objects.create(shop=shop)
    begin(shop=shop, values={"value": "0.40"}, author="system", now=now)
    ContactAccount.objects.create(shop=shop, secrets=encrypt({"key": "of Brevo"}))
    Segment.objects.create(shop=shop, name="Clients de Lyon", min_orders=1)
    wishlist.add_favourite(customer=regular, product="1", now=now)
    email, bounced = "revenu@example.com", Suppression.Reason.BOUNCED
    mailing.suppress(shop=shop, email=email, reason=bounced, now=now)
    tiers.draft(shop=shop, plan=tiers_plans.plan_of(shop), author="system", now=now)


def _staff(shop: Shop) -> None:
    role = Role.objects.create(name="Service client")
    AdjustLimit.objects.create(shop=shop, role=role, at_once=100)
    clerk = User.objects.create_user("claire@example.com", is_staff=True)
    clerk.groups.add(role)
    shop.staff.add(clerk)


def _campaigns(shop: Shop, now: datetime) -> None:
    """On for some weeks; their mails have gone, and a few vouchers came back."""
    for campaign in Campaign.objects.filter(shop=shop).exclude(aim=Aim.EXCLUSIVE):
        campaign.hour_from, campaign.hour_until = 0, 24
        if campaign.aim == Aim.LAPSED:
            campaign.quiet_days, campaign.holdout_percent = 20, 20
        campaign.save()
        reminders.turn_on(campaign=campaign, now=now - timedelta(days=ON_FOR))
    noon = (now - timedelta(days=ON_FOR - 1)).replace(hour=11)  # offers keep quiet hours
    reminders.run(shop=shop, by="system", now=noon)
    for _batch in mailing.send_due(clock=lambda: noon):
        pass
    written = Reminder.objects.filter(shop=shop, voucher__isnull=False)
    for reminder in written.select_related("customer", "voucher").order_by("pk")[:3]:
        assert reminder.voucher
        later = noon + timedelta(days=1)
        _buy(reminder.customer, f"R{reminder.pk}", later, vouchers=(reminder.voucher.code,))


def _orders(shop: Shop, regular: Customer, now: datetime) -> None:
    """One names a voucher and a gift card that nobody knows."""
    unknown = CardPaymentFact(code="CAD-INCONNUE", amount=Decimal(5))
    names = {"vouchers": ("FID-INCONNU",), "gift_cards": (unknown,)}
    _buy(regular, "9001", now - timedelta(hours=1), **names)


def _buy(customer: Customer, number: str, at: datetime, **fields: Any) -> Order:
    item = OrderLineFact(id="1", product="1", quantity=1, unit_price=Decimal(60))
    fact = OrderFact(
        customer=customer.external_id,
        state="paid",
        currency=customer.shop.currency,
        placed_at=at,
        paid_at=at,
        updated_at=at,
        lines=(item,),
        **fields,
    )
    programme.receive_order(
        shop=customer.shop, external_id=number, fact=fact, author="api:1", now=at
    )
    return Order.objects.get(shop=customer.shop, external_id=number)


def _referrals(shop: Shop, regular: Customer, now: datetime) -> None:
    """One friend has an account; another looks like the sponsor and waits."""
    terms = ReferralTerms.objects.filter(shop=shop).latest("number")
    sponsor = referrals.become_sponsor(customer=regular, accepted=terms.number, now=now)
    for number, name in enumerate(["Zoé", "Victor"]):
        _bring(sponsor, number, name, terms.number, now)
    Referral.objects.filter(shop=shop, friend__first_name="Victor").update(
        status=Referral.Status.HELD, reasons=[Referral.Reason.values[0]], score=60
    )


def _bring(sponsor: Sponsor, number: int, name: str, accepted: int, now: datetime) -> None:
    email = f"ami{number}@example.com"
    referrals.accept_invitation(
        shop=sponsor.shop,
        code=sponsor.code,
        email=email,
        first_name=name,
        channel=Referral.Channel.LINK,
        accepted=accepted,
        connection=referrals_persons.connection_digest(f"192.0.2.{number}", "Firefox"),
        now=now,
    )
    programme.receive_customer(
        shop=sponsor.shop,
        external_id=f"8{number}",
        fact=CustomerFact(updated_at=now, email=email, first_name=name, registered_at=now),
        author="api:1",
        now=now,
    )


def _offers(shop: Shop, now: datetime) -> None:
    ten = DiscountStep(minimum=Decimal(80), kind=DiscountKind.PERCENT, percent=Decimal(10))
    terms = vouchers.OfferTerms(steps=(ten,), label_fr="10 % dès 80 €", starts_at=now)
    vouchers.open_offer(shop=shop, terms=terms, author="system", now=now)
    order = (DiscountSource.OFFER, DiscountSource.GROUP, DiscountSource.VOUCHER)
    vouchers.set_guard(
        shop=shop, percent=Decimal(40), cut_order=order, author="system", now=now
    )
    open_budget(shop=shop, name="Noël", max_count=500, max_amount=Decimal(2500))


def _cards(shop: Shop, client: Client, regular: Customer, now: datetime) -> None:
    """One is the regular's; a file of them waits to be looked at."""
    make_card(shop, holder=regular, issued_at=now, valid_from=now, valid_until=now + YEAR)
    page = reverse("admin:giftcards_giftcard_file", args=[shop.pk])
    file = "montant;destinataire;e-mail\n50;Inès;ines@example.com\nrien;Paul;\n"
    _send(client, page, file=_file("cartes.csv", file))


def _vouchers(shop: Shop, client: Client) -> None:
    """Some for anybody, and a file that names two customers and nobody."""
    page = reverse("admin:vouchers_voucherbatch_anybody", args=[shop.pk])
    _send(client, page, label="Salon de Lyon", amount="10", count="5", confirm="1")
    page = reverse("admin:vouchers_voucherbatch_file", args=[shop.pk])
    named = f"{demo.REGULAR.email}\n{demo.NEW.email}\nunknown@example.com\n"
    file = _file("clients.csv", named)
    _send(client, page, label="Avec nos excuses", amount="5", file=file)


def _file(name: str, content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def _send(client: Client, page: str, **said: object) -> None:
    """A form of the back-office, as it proposes itself and with this filled in."""
    form = client.get(page).context["form"]
    usual = {name: form[name].value() for name in form.fields}
    filled = {name: value for name, value in usual.items() if value not in (None, False)}
    answer = client.post(page, {**filled, **said})
    assert answer.status_code == 302, answer.context["form"].errors


def _merge(shop: Shop, now: datetime) -> None:
    kept, absorbed = Customer.objects.filter(shop=shop).order_by("-pk")[4:6]
    programme.merge_customers(kept=kept, absorbed=absorbed, author="system", now=now)
