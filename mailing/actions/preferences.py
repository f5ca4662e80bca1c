"""What customers choose about their mails themselves: on their page, or from a mail."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from mailing.actions.consents import save_consent
from mailing.actions.suppressions import suppress_hash
from mailing.models import Consent, MailCategory, Preference, Suppression
from mailing.phrases.consents import CONSENT_WORDINGS
from mailing.queries.consents import category_choices
from mailing.queries.links import UnsubscribeLink, customer_of_link
from shop.actions import customers as shops
from shop.models import Customer


@transaction.atomic
def set_preferences(
    *, customer: Customer, wanted: Collection[MailCategory], source: str, now: datetime
) -> list[MailCategory]:
    """Subscribe to these categories and to no others; return those newly agreed to.

    A consent is recorded in the active language: these are the words the customer was
    shown. What they receive without having been asked needs no consent, and what they do
    not receive anyway becomes a withdrawal.
    """
    # Two forms sent at once must not record the same answer twice.
    shops.lock_customer(shop=customer.shop, external_id=customer.external_id)
    agreed = []
    for choice in category_choices(customer):
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
    """Record a customer's yes or no to a category, in the words in which the site asks for
    it.
    """
    wording = CONSENT_WORDINGS[category]
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
    """The language of a customer's mails, whatever the shop states.

    Raises: Invalid for a language that the product does not speak.
    """
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("We do not speak this language."), field="language")
    Preference.objects.update_or_create(customer=customer, defaults={"language": language})


@transaction.atomic
def unsubscribe_by_link(*, link: UnsubscribeLink, everything: bool, now: datetime) -> None:
    """No more mails of the link's category, or of any but service mails.

    Idempotent: mailboxes may follow the link several times.
    """
    customer = customer_of_link(link)
    if link.address_hash:
        suppress_hash(
            shop=link.shop,
            address_hash=link.address_hash,
            reason=Suppression.Reason.STOPPED,
            now=now,
        )
    if customer is None or customer.erased_at:
        return
    for choice in category_choices(customer):
        concerned = everything or choice.category == link.category
        if concerned and choice.answer is not False:
            record_consent(
                customer=customer,
                category=choice.category,
                given=False,
                source="mail",
                now=now,
            )
