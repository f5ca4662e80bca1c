"""What somebody has said about our mails, and what follows where he has said nothing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mailing.mail_types import MailCategory, all_mail_types
from mailing.models import Preference
from mailing.queries.eligibility import BOUGHT, PERSON
from shop.models import Customer


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """What a category holds, and the words in which it is agreed to.

    Who changes a word changes the version: what was agreed to is kept with both.
    """

    description: StrOrPromise
    sentence: StrOrPromise
    version: str


CONSENT_WORDINGS: Mapping[MailCategory, ConsentWording] = {
    MailCategory.OFFERS: ConsentWording(
        _("Vouchers, exclusive offers, reminders about a basket or about us."),
        _("I wish to receive offers and reminders from %(shop)s by e-mail."),
        "offers-1",
    ),
    MailCategory.PROGRAMME: ConsentWording(
        _("Points that are about to expire, a tier reached or lost."),
        _("I wish to receive news of my points and my tier at %(shop)s by e-mail."),
        "programme-1",
    ),
    MailCategory.WISHLIST: ConsentWording(
        _("An article of your wishlist that is cheaper, or in stock again."),
        _("I wish to receive alerts about my wishlist at %(shop)s by e-mail."),
        "wishlist-1",
    ),
    MailCategory.REFERRALS: ConsentWording(
        _("What becomes of the people to whom you have recommended us."),
        _("I wish to receive news of my recommendations of %(shop)s by e-mail."),
        "referrals-1",
    ),
}


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A category as one customer has it: ``said`` is his latest word, None where there is
    none; ``on`` whether he receives it.
    """

    category: MailCategory
    answer: bool | None
    subscribed: bool


# The latest word on one category of the customer in the row around it, whichever of his ids
# it was said under.
_LATEST_CONSENT = """(
    WITH RECURSIVE person AS (
        SELECT shop_customer.id
        UNION ALL
        SELECT merged.id
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT consent.given
    FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
    WHERE consent.category = %s
    ORDER BY consent.recorded_at DESC, consent.id DESC LIMIT 1
)"""


def with_latest_consent(
    rows: QuerySet[Customer], category: MailCategory
) -> QuerySet[Customer]:
    """Customers with their latest word on it as ``word``; None where nothing was said."""
    word = RawSQL(_LATEST_CONSENT, [category.value], BooleanField(null=True))  # noqa: S611 -- our own text
    return rows.annotate(word=word)


# The latest word of a person on each category, and whether he has ever bought.
_LATEST_CONSENTS = f"""
    WITH RECURSIVE {PERSON}, said AS (
        SELECT DISTINCT ON (consent.category) consent.category, consent.given
        FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
        ORDER BY consent.category, consent.recorded_at DESC, consent.id DESC
    )
    SELECT (SELECT jsonb_object_agg(category, given) FROM said)::text,
           {BOUGHT.format(owner="customer")}
    FROM unnest(%(customers)s::bigint[]) AS customer
"""  # noqa: S608 -- nothing but our own text


def category_choices(customer: Customer) -> list[CategoryChoice]:
    """Of all categories that can be switched, in their order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_CONSENTS, {"customers": [customer.pk]})
        said, buyer = cursor.fetchone()
    words: dict[str, bool] = json.loads(said or "{}")
    return [
        _category_choice(each, words.get(each), buyer=buyer) for each in CONSENT_WORDINGS
    ]


def _category_choice(
    category: MailCategory, said: bool | None, *, buyer: bool
) -> CategoryChoice:
    return CategoryChoice(
        category, said, (buyer or not _is_advertising(category)) if said is None else said
    )


def _is_advertising(category: MailCategory) -> bool:
    """Whether all of it is advertising, for which one has to be a customer, or agree."""
    kinds = [kind.advertising for kind in all_mail_types() if kind.category == category]
    return category == MailCategory.OFFERS or (bool(kinds) and all(kinds))


def preferred_languages(customers: Iterable[Customer]) -> dict[int, str]:
    """By primary key, of those who have wished for one. One query."""
    found = Preference.objects.filter(customer__in=[row.pk for row in customers])
    return dict(found.values_list("customer", "language"))


def languages(customers: Iterable[Customer]) -> dict[int, str]:
    """In which each is written to: as he wishes, else as the shop knows him, else in the
    shop's own. One query.
    """
    rows = list(customers)
    wished = preferred_languages(rows)
    return {row.pk: wished.get(row.pk) or row.language or row.shop.language for row in rows}
