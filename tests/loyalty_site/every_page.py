"""Every page of « Mon compte » and of the boutique, and where it stands in the demo shop.

An address that is in neither table fails ``test_no_page_is_forgotten``.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import URLPattern, reverse

from demo_shop import models as demo_shop
from demo_shop.demo.filling import Size, open_demo
from demo_shop.demo.people import REGULAR
from demo_shop.urls import urlpatterns as of_demo_shop
from giftcards.queries.printing import printed_at
from portal.urls import urlpatterns as of_portal
from referrals import actions as referrals
from referrals.models import ReferralTerms
from sharing.models import SharingSettings
from shop.models import Customer, Order
from tests.factories import make_card
from vouchers.models import Voucher
from wishlist import actions as wishlist
from wishlist.models import Wishlist

# Forms that answer with another page, and files.
NO_PAGES = {
    *("portal:start", "portal:shop", "portal:language", "portal:look", "portal:logout"),
    *("portal:link", "portal:statement", "portal:data-json", "portal:data-csv"),
    *("portal:keep", "portal:stop-mails", "portal:offers", "portal:referrals-qr"),
    *("portal:referrals-accept", "portal:invitation", "portal:list-open"),
    *("portal:list-name", "portal:list-remove", "portal:list-back", "portal:list-share"),
    *("portal:list-unshare", "portal:wish-change", "portal:wish-off", "portal:wish-back"),
    *("portal:give", "portal:not-give", "portal:everywhere", "portal:signed-statement"),
    *(
        "demo_shop:picture",
        "demo_shop:favourite",
        "demo_shop:add_product",
        "demo_shop:set_quantity",
    ),
    *(
        "demo_shop:add_code",
        "demo_shop:drop_code",
        "demo_shop:convert",
        "demo_shop:begin_checkout",
    ),
}
# For whoever is not signed in; the address is that of the shop.
OUTSIDE = {
    *("portal:login", "portal:password", "portal:conditions", "portal:accessibility"),
    *("portal:referral-conditions", "portal:card-balance"),
    *("demo_shop:home", "demo_shop:cart", "demo_shop:favourites", "demo_shop:open_account"),
}
# The same for a customer who has much and for one who has nothing yet.
INSIDE = {
    *("portal:account", "portal:points", "portal:vouchers", "portal:cards"),
    *("portal:tier", "portal:referrals", "portal:wishes", "portal:preferences"),
    *("portal:data", "portal:erase", "portal:new-password"),
    *("demo_shop:home", "demo_shop:cart", "demo_shop:orders"),
}


def names() -> Iterator[str]:
    for space, patterns in [("portal", of_portal), ("demo_shop", of_demo_shop)]:
        for pattern in patterns:
            assert isinstance(pattern, URLPattern)
            yield f"{space}:{pattern.name}"


def furnish(now: datetime) -> dict[str, str]:
    """The demo shop, with one of everything that has a page of its own: their paths."""
    shop = open_demo(now=now, size=Size(customers=20, days=60))
    SharingSettings.objects.filter(shop=shop).update(active=True)
    regular = Customer.objects.get(shop=shop, external_id=REGULAR.number)
    orders = demo_shop.DemoOrder.objects.filter(
        shop=shop, account__number=regular.external_id
    )
    terms = ReferralTerms.objects.filter(shop=shop).latest("number")
    sponsor = referrals.become_sponsor(customer=regular, accepted=terms.number, now=now)
    article = demo_shop.DemoProduct.objects.filter(shop=shop, stock__gt=0).order_by("pk")[0]
    wishlist.add_favourite(customer=regular, product=article.number, now=now)
    wanted = Wishlist.objects.filter(customer=regular).earliest("pk")
    shared = wishlist.share_list(customer=regular, wishlist=wanted.pk)
    card = make_card(shop, holder=regular)
    voucher = Voucher.objects.filter(customer=regular).latest("pk")
    order = Order.objects.filter(shop=shop, customer=regular).latest("pk")
    key = orders.latest("pk").key
    named: dict[str, tuple[object, ...]] = {
        "portal:conditions-version": (1,),
        "portal:referral-conditions-version": (terms.number,),
        "portal:recommend": (article.number,),
        "portal:recommended": (article.number,),
        "portal:offer": (sponsor.code,),
        "portal:offer-thanks": (sponsor.code,),
        "portal:why": (order.external_id,),
        "portal:list": (wanted.pk,),
        "portal:shared": (shared.share_key,),
        "portal:card": (card.code,),
        "portal:voucher": (voucher.code,),
        "portal:card-print": (printed_at(card),),
        "demo_shop:add_from_link": (),
        "demo_shop:category": (article.category.slug,),
        "demo_shop:product": (article.slug,),
        "demo_shop:order": (key,),
        "demo_shop:withdraw": (key,),
    }
    paths = {name: reverse(name, args=[shop.code, *last]) for name, last in named.items()}
    paths["demo_shop:add_from_link"] += f"?article={article.number}"
    return paths
