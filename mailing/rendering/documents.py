"""Build a mail's document: its text filled in, with the footer that the law wants."""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from mailing.mail_types import Values, placeholders_of
from mailing.models import Branding, MailCategory
from mailing.phrases.blocks import block_parts
from mailing.phrases.footers import reason_for_mail
from mailing.phrases.values import format_value
from mailing.queries.addresses import address_hash
from mailing.queries.links import (
    UnsubscribeLink,
    account_url,
    preferences_url,
    unsubscribe_url,
)
from mailing.rendering.contents import MailContent
from mailing.rules.campaign_links import tagged_parts
from mailing.rules.documents import LinkPart, MailDocument, compose, fill
from mailing.rules.headers import one_line
from mailing.rules.markup import MailSource, parse, parse_line


def build_document(
    content: MailContent, source: MailSource, values: Values, branding: Branding
) -> MailDocument:
    """Requires: the language and the time zone of the reader are active."""
    mail_type, shop, customer = content.mail_type, content.shop, content.customer
    raw = {
        **values,
        "first_name": customer.first_name if customer else content.name,
        "shop": shop.name,
        "account_url": account_url(shop),
    }
    words = {
        name: format_value(raw.get(name), placeholder, shop)
        for name, placeholder in placeholders_of(mail_type).items()
    }
    blocks = {
        name: block_parts(raw.get(name), block, shop)
        for name, block in mail_type.blocks.items()
    }
    nodes = parse(source.body, frozenset(mail_type.blocks), content.language)
    company = ", ".join(filter(None, [branding.company or shop.name, branding.address]))
    return MailDocument(
        language=content.language,
        subject=_filled(source.subject, words, content.language),
        preheader=_filled(source.preheader, words, content.language),
        header=shop.name,
        parts=tuple(
            tagged_parts(
                compose(nodes, words, blocks),
                campaign=mail_type.code,
                own=settings.BASE_URL,
            )
        ),
        footer=(
            *filter(None, [company, branding.legal.strip()]),
            reason_for_mail(mail_type, shop, to_customer=bool(customer) or content.sample),
        ),
        links=tuple(_footer_links(content, branding)),
    )


def _filled(text: str, words: Mapping[str, str], language: str) -> str:
    """Return a subject or preheader. One line, or a value could begin a header of its
    own.
    """
    return one_line(fill(parse_line(text, language), words))


def _footer_links(content: MailContent, branding: Branding) -> Iterator[LinkPart]:
    preferences = preferences_url(content.shop)
    if content.customer or content.sample:
        yield LinkPart(_("Choose the e-mails you receive"), preferences)
    if link := unsubscribe_link(content):
        # Looking at a sample must not unsubscribe anybody.
        address = preferences if content.sample else unsubscribe_url(link)
        yield LinkPart(_("Unsubscribe in one click"), address)
    if branding.privacy_url:
        yield LinkPart(_("What becomes of your data"), branding.privacy_url)


def unsubscribe_link(content: MailContent) -> UnsubscribeLink | None:
    """None for service mails, which cannot be unsubscribed from."""
    category = content.mail_type.category
    if category == MailCategory.SERVICE:
        return None
    customer = content.customer
    return UnsubscribeLink(
        shop=content.shop.pk,
        category=category,
        customer=customer.pk if customer else None,
        address_hash=b"" if customer else address_hash(content.email),
    )
