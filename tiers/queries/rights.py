"""What a tier gives, in the language that is active; and goods to use it on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from core.money import to_cent
from core.templatetags.typography import number, percent
from mailing.kinds import JSON
from shop.models import Product, Shop
from tiers.models import Tier
from tiers.queries.measures import Measure

GOODS = 3


def rights_of(tier: Tier) -> list[str]:
    """One sentence each, the merchant's own last. Its group is at hand."""
    return [*_rights(tier), *filter(None, map(str.strip, tier.perks.splitlines()))]


def _rights(tier: Tier) -> Iterator[str]:
    group = tier.group
    if group.discount_percent:
        yield _("%(percent)s on your orders") % {
            "percent": percent(-group.discount_percent)
        }
    if group.points_multiplier != 1:
        times = group.points_multiplier.normalize()
        yield _("Points × %(times)s") % {"times": number(times)}
    if group.free_shipping:
        yield _("Free shipping")


@dataclass(frozen=True, slots=True)
class Offered:
    """A tier as it is shown to customers."""

    tier: Tier
    rights: Sequence[str]


def offered(measure: Measure) -> list[Offered]:
    """All tiers, the lowest first, in the language that is active."""
    return [Offered(tier, rights_of(tier)) for tier in measure.tiers]


def goods_for(shop: Shop, tier: Tier) -> list[JSON]:
    """The newest goods that can be bought now, at the tier's price. One query."""
    rows = Product.objects.filter(
        Q(stock=None) | Q(stock__gt=0),
        shop=shop,
        active=True,
        removed=False,
        gift_card=False,
        price__gt=0,
    ).exclude(name="")
    return [_good(row, tier.group.discount_percent) for row in rows.order_by("-pk")[:GOODS]]


def _good(product: Product, discount: Decimal) -> JSON:
    before = to_cent(product.price or Decimal(0))
    price = to_cent(before * (100 - discount) / 100)
    return {
        "name": product.name,
        "url": product.url,
        "image": product.image,
        "price": str(price),
        "before": str(before) if discount else "",
    }
