"""The demo shop as the pictures show it, and where its pages are."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse

from accounts import actions as accounts
from demo_shop import models as shop_models
from demo_shop.actions import carts as demo_shop
from demo_shop.demo.filling import Size, open_demo
from demo_shop.demo.people import CLOSE, REGULAR, DemoPerson
from giftcards import actions as giftcards
from giftcards.rules.card_files import CardLine
from loyalty_site.pictures.album import TWICE
from loyalty_site.pictures.past import (
    AUTHOR,
    Buying,
    bring_friends,
    open_account,
    turn_on,
    write_for_weeks,
)
from mailing.actions import preferences as mailing
from mailing.models import MailCategory
from referrals.models import Referral
from reminders.models import Campaign
from reminders.rules.presets import Aim
from sharing.models import SharingSettings
from shop.models import Customer, Order, Shop
from shop.rules.facts import CardPaymentFact
from vouchers import actions as vouchers
from vouchers.actions.offers import OfferTerms
from vouchers.models import CartOffer
from vouchers.rules.cart import DiscountKind
from vouchers.rules.margin_guard import DiscountSource
from vouchers.rules.offers import DiscountStep
from wishlist import actions as wishlist
from wishlist.models import Wishlist

# In the cart of the pictures: 56,90 €, so near the next step of the offer.
ARTICLES = ("106", "101", "104")
FULL = Size()


@dataclass(frozen=True, slots=True)
class Scene:
    """``pages`` by the name of their picture. ``entrance`` signs the customer in, once,
    within five minutes.
    """

    entrance: str
    pages: dict[str, str]


def arrange(now: datetime, size: Size = FULL) -> Scene:
    """Takes a shop that has just been opened, and is not to be called twice for it."""
    shop = open_demo(now=now, size=size)
    julien = _customer(shop, REGULAR)
    buying = Buying(shop)
    bring_friends(buying, now)
    write_for_weeks(buying, now)
    turn_on(shop, Aim.CART, now - timedelta(hours=1))
    twice = timedelta(days=5)
    again = open_account(
        shop,
        number=TWICE,
        email="n.lefevre@example.org",
        first="Nadia",
        last="Lefèvre",
        at=now - twice,
    )
    buying.buy(again, now - twice)
    mailing.record_consent(
        customer=julien, category=MailCategory.OFFERS, given=True, source="portal", now=now
    )
    _open_offer(shop, now)
    _make_cards(buying, julien, now)
    _wish(julien, now)
    _fill_cart(shop, now)
    SharingSettings.objects.filter(shop=shop).update(active=True)
    link = accounts.make_link(shop=shop.code, email=julien.email, now=now)
    return Scene(
        entrance=reverse("portal:link", args=[shop.code, link.token]),
        pages=_pages(shop, julien),
    )


def _customer(shop: Shop, person: DemoPerson) -> Customer:
    rows = Customer.objects.select_related("shop")
    return rows.get(shop=shop, external_id=person.number)


def _open_offer(shop: Shop, now: datetime) -> None:
    """Ten per cent from 60 €, free shipping from 90 €; never more than a third in all."""
    steps = [
        DiscountStep(minimum=Decimal(60), kind=DiscountKind.PERCENT, percent=Decimal(10)),
        DiscountStep(minimum=Decimal(90), kind=DiscountKind.SHIPPING),
    ]
    terms = OfferTerms(
        label_fr="Offre de l’hiver",
        steps=steps,
        audience=CartOffer.Audience.MEMBERS,
        starts_at=now,
        ends_at=now + timedelta(days=30),
    )
    vouchers.open_offer(shop=shop, terms=terms, author=AUTHOR, now=now)
    order = (DiscountSource.OFFER, DiscountSource.VOUCHER, DiscountSource.GROUP)
    vouchers.set_guard(
        shop=shop, percent=Decimal(30), cut_order=order, author=AUTHOR, now=now
    )


def _make_cards(buying: Buying, customer: Customer, now: datetime) -> None:
    """Three by hand; one is in the customer's account, with a part of it spent."""
    made = [
        giftcards.make_one(
            shop=buying.shop,
            token=uuid.uuid4(),
            line=CardLine(line=1, amount=Decimal(amount), recipient=name),
            sender=buying.shop.name,
            ends=now + timedelta(days=365),
            author=AUTHOR,
            now=now,
        )
        for amount, name in [(50, "Julien"), (30, "Camille"), (100, "Hugo")]
    ]
    giftcards.add_to_account(customer=customer, code=made[0].code, now=now)
    paid = CardPaymentFact(code=made[0].code, amount=Decimal(15))
    buying.buy(customer, now, gift_cards=(paid,))


def _wish(customer: Customer, now: datetime) -> None:
    goods = shop_models.DemoProduct.objects.filter(shop=customer.shop, stock__gt=0)
    for each in goods.order_by("pk")[:4]:
        wishlist.add_favourite(customer=customer, product=each.number, now=now)
    mine = Wishlist.objects.filter(customer=customer).earliest("pk")
    wishlist.share_list(customer=customer, wishlist=mine.pk)


def _fill_cart(shop: Shop, now: datetime) -> None:
    storefront = shop_models.Storefront.objects.select_related("shop").get(shop=shop)
    account = shop_models.DemoAccount.objects.get(shop=shop, number=REGULAR.number)
    cart = demo_shop.new_cart(storefront=storefront, account=account, now=now)
    for product in shop_models.DemoProduct.objects.filter(shop=shop, number__in=ARTICLES):
        demo_shop.add_product(cart=cart, product=product, quantity=1, now=now)


def _pages(shop: Shop, customer: Customer) -> dict[str, str]:
    # Two articles, on their way.
    shipped = Order.objects.filter(customer=customer, state=Order.State.SHIPPED)
    order = shipped.latest("placed_at")
    waiting = Referral.objects.filter(shop=shop, status=Referral.Status.HELD).latest("pk")
    cart = Campaign.objects.get(shop=shop, aim=Aim.CART)
    twice = _customer(shop, CLOSE)
    of_customer: dict[str, tuple[str, tuple[object, ...]]] = {
        "compte": ("portal:account", ()),
        "pourquoi": ("portal:why", (order.external_id,)),
        "parrainage": ("portal:referrals", ()),
        "envies": ("portal:wishes", ()),
        "preferences": ("portal:preferences", ()),
        "boutique": ("demo_shop:home", ()),
        "panier": ("demo_shop:cart", ()),
    }
    of_merchant: dict[str, tuple[str, tuple[object, ...]]] = {
        "accueil": ("index", ()),
        "regles": ("earning_ruleversion_edit", (shop.pk,)),
        "niveaux": ("tiers_tier_edit", (shop.pk,)),
        "fiche-client": ("shop_customer_change", (customer.pk,)),
        "fusion": ("shop_customer_merge", (twice.pk,)),
        "commande": ("shop_order_change", (order.pk,)),
        "campagne": ("reminders_campaign_change", (cart.pk,)),
        "prochain-envoi": ("reminders_campaign_next", (shop.pk,)),
        "resultats": ("reminders_campaign_results", (shop.pk,)),
        "texte-email": ("mailing_mailtext_edit", (shop.pk, "reminder_cart", "fr")),
        "bons-statistiques": ("vouchers_voucher_statistics", (shop.pk,)),
        "offre-panier": ("vouchers_cartoffer_open", (shop.pk,)),
        "cartes-rapport": ("giftcards_giftcard_report", (shop.pk,)),
        "parrainage-soupcon": ("referrals_referral_change", (waiting.pk,)),
        "envies-statistiques": ("wishlist_wishlist_statistics", (shop.pk,)),
    }
    return {
        name: reverse(view, args=[shop.code, *rest])
        for name, (view, rest) in of_customer.items()
    } | {
        name: reverse(f"admin:{view}", args=rest)
        for name, (view, rest) in of_merchant.items()
    }
