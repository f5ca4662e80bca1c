"""A visitor has the shop send an article to a friend, once.

An open relay is the danger, so everything is asked before a row is written: who, to whom,
from where and how often; and what is written carries nothing to click on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import local_day, start_of
from core.errors import Invalid, Refused
from mailing import actions as mailing
from mailing.kinds import JSON
from mailing.queries import address_hash
from referrals import queries as referrals_queries
from referrals import rules
from referrals.mails.recommendation import RECOMMENDATION
from referrals.models import Recommendation, Recommending
from shop.models import Product, Shop

# As long as the limits of a day ask for them, in any time zone.
REMEMBERED = timedelta(days=2)


class NotOffered(Refused):
    code = "recommending_closed"

    def __init__(self) -> None:
        super().__init__(_("This article cannot be sent to a friend."))


class SentEnough(Refused):
    """The same sentence whichever limit is reached: it says nothing of anybody else."""

    code = "recommended_enough"

    def __init__(self) -> None:
        super().__init__(
            _("That is enough for today. Share the link yourself, or come back tomorrow.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the visitor has written. ``place`` is the address he connects from."""

    sender_name: str
    sender_email: str
    friend_name: str
    friend_email: str
    text: str = ""
    language: str = ""
    place: str = ""

    def values(self, product: Product) -> dict[str, JSON]:
        """What the mail says of it."""
        return {
            "sender": self.sender_name,
            "friend": self.friend_name,
            "message": self.text,
            "product": product.name,
            "product_url": product.url,
            "article": [_article(product)],
        }


def _article(product: Product) -> dict[str, JSON]:
    price = {"price": f"{product.price:.2f}"} if product.price is not None else {}
    return {"name": product.name, "url": product.url, "image": product.image, **price}


@transaction.atomic
def recommend(*, product: Product, message: Message, now: datetime) -> bool:
    """Whether a mail was queued. To a friend who has had this article before, or wants to
    hear nothing, none goes, and the page says the same: who is known here shows nowhere.

    Raises NotOffered, SentEnough and Invalid.
    """
    shop = product.shop
    check_message(message)
    if not referrals_queries.offers(product) or _lock(shop) is None:
        raise NotOffered
    _check_limits(shop, message, now)
    row, new = Recommendation.objects.get_or_create(
        product=product,
        friend=address_hash(message.friend_email),
        defaults={
            "shop": shop,
            "sender": address_hash(message.sender_email),
            "place": address_hash(message.place),
            "sent_at": now,
        },
    )
    if new:
        _queue(row, message, now)
    return new


def open_recommending(*, shop: Shop) -> Recommending:
    """Not offered before the shop says so."""
    return Recommending.objects.create(shop=shop)


def check_message(message: Message) -> None:
    """Raises Invalid, naming the field."""
    names = {"sender_name": message.sender_name, "friend_name": message.friend_name}
    for field, name in names.items():
        if not name.strip() or not rules.is_name(name):
            raise Invalid(_("A name, please: letters only."), field=field)
    if len(message.text) > rules.LONGEST:
        raise Invalid(
            _("At most %(most)d characters, please.") % {"most": rules.LONGEST},
            field="text",
        )
    if rules.has_link(message.text):
        raise Invalid(_("No links or addresses, please: words only."), field="text")
    if rules.has_markup(message.text):
        raise Invalid(_("Plain words only, please."), field="text")


def _lock(shop: Shop) -> Recommending | None:
    """Whoever sends for this shop waits here: the limits count one after the other."""
    rows = Recommending.objects.select_for_update(no_key=True)
    return rows.filter(shop=shop, active=True).first()


def _check_limits(shop: Shop, message: Message, now: datetime) -> None:
    today = start_of(local_day(now, shop.zone), shop.zone)
    sent = Recommendation.objects.filter(shop=shop, sent_at__gte=today)
    limits = rules.Limits()
    told = (
        (sent.filter(sender=address_hash(message.sender_email)), limits.sender),
        (sent.filter(friend=address_hash(message.friend_email)), limits.friend),
        (sent.filter(place=address_hash(message.place)), limits.place),
        (sent, limits.shop),
    )
    for rows, most in told:
        if rows.count() >= most:
            raise SentEnough


def _queue(row: Recommendation, message: Message, now: datetime) -> None:
    mailing.queue(
        kind=RECOMMENDATION,
        shop=row.shop,
        source=f"recommendation:{row.pk}",
        values=message.values(row.product),
        recipient=mailing.Recipient(
            email=message.friend_email,
            name=message.friend_name,
            language=message.language,
            reply_to=message.sender_email,
            keep_address=False,
        ),
        now=now,
    )


def forget_senders(*, now: datetime) -> int:
    """Whose days are over: the limits ask for them no more."""
    old = Recommendation.objects.filter(sent_at__lt=now - REMEMBERED)
    return old.exclude(sender=None, place=None).update(sender=None, place=None)
