"""What customers say of our mails by themselves: on their page, or from a mail."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from mailing import queries as mailing_queries
from mailing.actions.consents import save_consent
from mailing.actions.suppressions import suppress_hash
from mailing.mail_types import MailCategory
from mailing.models import Consent, Preference, Suppression
from shop import actions as shops
from shop.models import Customer


@transaction.atomic
def set_preferences(
    *, customer: Customer, wanted: Collection[MailCategory], source: str, now: datetime
) -> list[MailCategory]:
    """These categories from now on and no others; those of them that are newly agreed to.

    Only what he has not said already is written down, a yes in the words of the language
    that is active: they are those he was shown. What he receives as a customer he need
    not agree to; what he does not receive anyway he has refused from now on.
    """
    shops.lock_customer(shop=customer.shop, external_id=customer.external_id)
    agreed = []
    for choice in mailing_queries.category_choices(customer):
        given = choice.category in wanted
        if given == choice.subscribed and (given or choice.answer is False):
            continue
        record_consent(
            customer=customer,
            category=choice.category,
            given=given,
            source=source,
            now=now,
        )
        agreed += [choice.category] if given else []
    return agreed


def record_consent(
    *, customer: Customer, category: MailCategory, given: bool, source: str, now: datetime
) -> Consent:
    """His yes or no to what he was asked about a category, in the words of the page."""
    wording = mailing_queries.CONSENT_WORDINGS[category]
    basis = Consent.Basis.CONSENT if given else Consent.Basis.WITHDRAWAL
    return save_consent(
        customer=customer,
        category=category,
        given=given,
        basis=basis,
        wording=str(wording.sentence) % {"shop": customer.shop.name},
        version=wording.version,
        source=source,
        now=now,
    )


@transaction.atomic
def set_language(*, customer: Customer, language: str) -> None:
    """In which language he wants his mails. Raises Invalid for one that we do not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("We do not speak this language."), field="language")
    Preference.objects.update_or_create(customer=customer, defaults={"language": language})


@transaction.atomic
def unsubscribe_by_link(
    *, link: mailing_queries.UnsubscribeLink, everything: bool, now: datetime
) -> None:
    """No more mails of the category of the link, or of none. Asked again, nothing changes:
    a mailbox may ask several times.
    """
    customer = mailing_queries.customer_of_link(link)
    if link.address_hash:
        suppress_hash(
            shop=link.shop,
            address_hash=link.address_hash,
            reason=Suppression.Reason.STOPPED,
            now=now,
        )
    if customer is None or customer.erased_at:
        return
    for choice in mailing_queries.category_choices(customer):
        left = everything or choice.category == link.category
        if left and choice.answer is not False:
            record_consent(
                customer=customer,
                category=choice.category,
                given=False,
                source="mail",
                now=now,
            )
