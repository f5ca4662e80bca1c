"""A visitor has the shop send an article to a friend, once.

An open relay is the danger, so everything is checked before a row is written: who, to whom,
from where and how often; and what is written carries nothing to click on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import local_day, start_of
from core.errors import Invalid, Refused
from core.names import is_name
from mailing.actions import queueing as mailing
from mailing.mail_types import JSON
from mailing.queries.addresses import address_hash
from sharing import queries as sharing_queries
from sharing import rules
from sharing.mails import RECOMMENDATION
from sharing.models import Recommendation, SharingSettings
from shop.models import Product, Shop

# The limits of a day need them until that day is over in every time zone.
REMEMBERED = timedelta(days=2)


class SharingClosed(Refused):
    code = "sharing_closed"

    def __init__(self) -> None:
        super().__init__(_("This article cannot be sent to a friend."))


class TooManyRecommendations(Refused):
    """One sentence for every limit, so that it reveals nothing of anybody else."""

    code = "too_many_recommendations"

    def __init__(self) -> None:
        super().__init__(
            _("That is enough for today. Share the link yourself, or come back tomorrow.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationMessage:
    """What the visitor has written. ``place`` is the IP address they connect from."""

    sender_name: str
    sender_email: str
    friend_name: str
    friend_email: str
    text: str = ""
    language: str = ""
    place: str = ""

    def values(self, product: Product) -> dict[str, JSON]:
        """Return the placeholders of the mail, filled."""
        article: dict[str, JSON] = {
            "name": product.name,
            "url": product.url,
            "image": product.image,
        }
        if product.price is not None:
            article["price"] = f"{product.price:.2f}"
        return {
            "sender": self.sender_name,
            "friend": self.friend_name,
            "message": self.text,
            "product": product.name,
            "product_url": product.url,
            "article": [article],
        }


@transaction.atomic
def recommend(*, product: Product, message: RecommendationMessage, now: datetime) -> bool:
    """Queue the mail to the friend; return whether one was queued.

    None is queued to a friend who has had this article before. The page says the same
    either way, so that it never reveals who is known here.

    Raises: SharingClosed, TooManyRecommendations, Invalid.
    """
    shop = product.shop
    check_message(message)
    # Everybody who sends for this shop waits on the settings' row, so that two requests
    # at once cannot both find the last place under a limit.
    settings = SharingSettings.objects.select_for_update(no_key=True)
    open_settings = settings.filter(shop=shop, active=True).first()
    if not sharing_queries.can_be_sent(product) or open_settings is None:
        raise SharingClosed
    _check_limits(shop, message, now)
    # The unique constraint on product and friend makes this the only row, and the only
    # mail, for ever.
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


def open_sharing(*, shop: Shop) -> SharingSettings:
    """Create the settings of a new shop, switched off."""
    return SharingSettings.objects.create(shop=shop)


def check_message(message: RecommendationMessage) -> None:
    """Raises: Invalid, naming the field."""
    names = {"sender_name": message.sender_name, "friend_name": message.friend_name}
    for field, name in names.items():
        if not name.strip() or not is_name(name):
            raise Invalid(_("A name, please: letters only."), field=field)
    if len(message.text) > rules.LONGEST_MESSAGE:
        raise Invalid(
            _("At most %(most)d characters, please.") % {"most": rules.LONGEST_MESSAGE},
            field="text",
        )
    if rules.has_link(message.text):
        raise Invalid(_("No links or addresses, please: words only."), field="text")
    if rules.has_markup(message.text):
        raise Invalid(_("Plain words only, please."), field="text")


def _check_limits(shop: Shop, message: RecommendationMessage, now: datetime) -> None:
    """Raises: TooManyRecommendations."""
    today = start_of(local_day(now, shop.zone), shop.zone)
    # Hashes are compared: neither address is kept anywhere.
    sent = Recommendation.objects.filter(shop=shop, sent_at__gte=today)
    limits = rules.DailyLimits()
    counted = (
        (sent.filter(sender=address_hash(message.sender_email)), limits.sender),
        (sent.filter(friend=address_hash(message.friend_email)), limits.friend),
        (sent.filter(place=address_hash(message.place)), limits.place),
        (sent, limits.shop),
    )
    for rows, most in counted:
        if rows.count() >= most:
            raise TooManyRecommendations


def _queue(row: Recommendation, message: RecommendationMessage, now: datetime) -> None:
    mailing.queue(
        mail_type=RECOMMENDATION,
        shop=row.shop,
        source=f"recommendation:{row.pk}",
        values=message.values(row.product),
        recipient=mailing.Recipient(
            email=message.friend_email,
            name=message.friend_name,
            language=message.language,
            reply_to=message.sender_email,
            # A stranger's address leaves the queue with the mail.
            keep_address=False,
        ),
        now=now,
    )


def forget_senders(*, now: datetime) -> int:
    """Remove the hashes of senders that no daily limit needs any more; return how many."""
    old = Recommendation.objects.filter(sent_at__lt=now - REMEMBERED)
    return old.exclude(sender=None, place=None).update(sender=None, place=None)
