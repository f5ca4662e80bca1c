"""« Envoyer à un ami »: what is offered, and how often it was taken up."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals.models import Recommendation, Recommending
from shop.models import Product, Shop


def recommending_of(shop: Shop) -> Recommending | None:
    return Recommending.objects.filter(shop=shop, active=True).first()


def label(recommending: Recommending) -> str:
    """Of the button, in the language of the page."""
    french = (get_language() or "fr").startswith("fr")
    own = recommending.label_fr if french else recommending.label_en
    return own or _("Send to a friend")


def offers(product: Product) -> bool:
    """Whether there is something to send: it is sold, and has a name and a page."""
    return product.active and not product.removed and bool(product.name and product.url)


@dataclass(frozen=True, slots=True)
class Sent:
    product: str
    times: int


def most_sent(shop: Shop, since: datetime, until: datetime) -> list[Sent]:
    """The ten articles sent most in that time. One query, nobody's name in it."""
    rows = Recommendation.objects.filter(shop=shop, sent_at__gte=since, sent_at__lt=until)
    counted = rows.values("product", "product__name").annotate(times=Count("pk"))
    top = counted.order_by("-times", "product__name", "product")[:10]
    return [Sent(each["product__name"], each["times"]) for each in top]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Ways to share a page that tell nobody who shares it: plain links, no tracker."""

    link: str
    text: str

    @property
    def mail(self) -> str:
        words = urlencode(
            {"subject": self.text, "body": f"{self.text}\n{self.link}"}, quote_via=quote
        )
        return f"mailto:?{words}"

    @property
    def whatsapp(self) -> str:
        return "https://wa.me/?" + urlencode({"text": f"{self.text} {self.link}"})

    @property
    def facebook(self) -> str:
        return "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": self.link})
