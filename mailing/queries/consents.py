"""What customers have said about mails, and what applies where they have said nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.languages import spoken
from core.sql import Fragment, expression, fetch
from mailing.mail_types import all_mail_types
from mailing.models import Consent, MailCategory, Preference
from mailing.queries.addresses import HASH_OF, hash_values
from mailing.queries.persons import BOUGHT, PERSON, SAID
from shop.models import Customer


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A category as one customer has it: ``answer`` is their latest consent or withdrawal,
    None where there is none; ``subscribed`` says whether they receive it.
    """

    category: MailCategory
    answer: bool | None
    subscribed: bool


# The latest consent on one category of the customer in the row around it, whichever of
# their merged ids it was given under, or by whoever has one of their addresses.
_LATEST_CONSENT = Fragment("""(
    WITH RECURSIVE person AS (
        SELECT shop_customer.id, shop_customer.address_key, shop_customer.proven_key
        UNION ALL
        SELECT merged.id, merged.address_key, merged.proven_key
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT said.given
    FROM (
        SELECT consent.id, consent.given, consent.recorded_at
        FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
        WHERE consent.category = %(category)s
        UNION ALL
        SELECT consent.id, consent.given, consent.recorded_at
        FROM person CROSS JOIN unnest(ARRAY[person.address_key, person.proven_key]) AS key
        JOIN mailing_consent consent
          ON consent.address_hash = {hash} AND consent.category = %(category)s
        JOIN shop_customer giver
          ON giver.id = consent.customer_id AND giver.shop_id = shop_customer.shop_id
        WHERE key <> ''
    ) said
    -- Two in the same instant: the one that was written last.
    ORDER BY said.recorded_at DESC, said.id DESC LIMIT 1
)""").fill(hash=HASH_OF.fill(key="key"))


def with_latest_consent(
    rows: QuerySet[Customer], category: MailCategory
) -> QuerySet[Customer]:
    """Customers with their latest consent on it as ``word``; None where there is none."""
    latest = _LATEST_CONSENT.given(category=category.value, **hash_values())
    return rows.annotate(word=expression(latest, BooleanField(null=True)))


_LATEST_CONSENTS = Fragment("""
    WITH RECURSIVE {person}, {said}, latest AS (
        SELECT DISTINCT ON (said.category) said.category, said.given
        FROM said ORDER BY said.category, said.recorded_at DESC, said.id DESC
    )
    SELECT (SELECT jsonb_object_agg(category, given) FROM latest)::text, {bought}
    FROM unnest(%(customers)s::bigint[]) AS customer
""").fill(person=PERSON, said=SAID, bought=BOUGHT.fill(owner="customer"))


def category_choices(customer: Customer) -> list[CategoryChoice]:
    """Of all categories that customers can switch off, in their order. Queries: 1."""
    [(found, buyer)] = fetch(
        _LATEST_CONSENTS.given(customers=[customer.pk], **hash_values())
    )
    answers: dict[str, bool] = json.loads(found or "{}")
    # Of nothing but advertising, which needs a purchase or consent.
    types = all_mail_types()
    mixed = {each.category for each in types if not each.advertising}
    pure = {each.category for each in types if each.advertising} - mixed
    pure.add(MailCategory.OFFERS)
    choices = []
    for category in MailCategory.switchable():
        answer = answers.get(category)
        # French law (CPCE L34-5): who has bought may be sent offers until they object;
        # everybody else must have agreed.
        by_default = buyer or category not in pure
        subscribed = by_default if answer is None else answer
        choices.append(CategoryChoice(category, answer, subscribed))
    return choices


def latest_stated(customer: Customer) -> Consent | None:
    """Return what the shop has last said of their consent to offers. Queries: 1."""
    rows = Consent.objects.filter(
        customer=customer, category=MailCategory.OFFERS, stated_at__isnull=False
    )
    return rows.order_by("-stated_at", "-pk").first()


def preferred_languages(customers: Iterable[Customer]) -> dict[int, str]:
    """By primary key, of those who have chosen one. Queries: 1."""
    found = Preference.objects.filter(customer__in=[row.pk for row in customers])
    return dict(found.values_list("customer", "language"))


CHOSEN = "chosen_language"


def with_chosen_language(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Customers with the language each has chosen as the attribute ``CHOSEN``; or empty."""
    chosen = Preference.objects.filter(customer=OuterRef("pk")).values("language")
    return rows.annotate(**{CHOSEN: Coalesce(Subquery(chosen), Value(""))})


def languages(customers: Iterable[Customer]) -> dict[int, str]:
    """By primary key, the language each is written to in: the one they have chosen, else
    the one the shop states for them, else the shop's own. Queries: 1.
    """
    rows = list(customers)
    chosen = preferred_languages(rows)
    return {
        row.pk: spoken(chosen.get(row.pk, ""), row.language, row.shop.language)
        for row in rows
    }
