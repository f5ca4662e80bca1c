"""Render mails: subject, HTML and plain text, in each reader's language and time zone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import override

from core.languages import spoken
from mailing.mail_types import JSON, Values, find_mail_type, shared_placeholders
from mailing.models import Branding, Mail
from mailing.queries.links import unsubscribe_url
from mailing.queries.mail_texts import brandings, default_text, sender_of, shop_texts
from mailing.rendering import MailContent, RenderedMail
from mailing.rendering.documents import build_document, unsubscribe_link
from mailing.rendering.html import html
from mailing.rules.headers import ascii_url
from mailing.rules.markup import MailSource
from mailing.rules.plain_text import plain_text


def render_mails(mails: Iterable[Mail], now: datetime) -> dict[int, RenderedMail]:
    """By primary key; shops and customers must be at hand (``select_related``). A mail of a
    type that this release does not know is left out.
    """
    contents = {
        mail.pk: MailContent(
            mail_type=mail_type,
            shop=mail.shop,
            language=spoken(mail.language, mail.shop.language),
            values=mail.values,
            customer=mail.customer,
            email=mail.email,
            name=mail.name,
        )
        for mail in mails
        if (mail_type := find_mail_type(mail.mail_type))
    }
    return dict(zip(contents, render_contents([*contents.values()], now), strict=True))


def render_contents(contents: Sequence[MailContent], now: datetime) -> list[RenderedMail]:
    """Render each, in the same order.

    Queries: 2, and those of the placeholders that apps share, however many mails there are.
    """
    by_shop = brandings(each.shop for each in contents)
    own = shop_texts(
        (each.shop.pk, each.mail_type.code, each.language) for each in contents
    )
    # Values of the shared placeholders, by customer: one reading each for all of them.
    customers = {each.customer.pk: each.customer for each in contents if each.customer}
    shared: dict[int, dict[str, JSON]] = {pk: {} for pk in customers}
    for name, placeholder in shared_placeholders().items():
        for pk, value in placeholder.read(list(customers.values()), now).items():
            shared[pk][name] = value
    rendered = []
    for each in contents:
        key = (each.shop.pk, each.mail_type.code, each.language)
        source = each.source or own.get(key) or default_text(each.mail_type, each.language)
        values = {**shared.get(each.customer.pk if each.customer else 0, {}), **each.values}
        # Money, days and sentences follow the active language and time zone.
        with override(each.language), timezone.override(each.shop.zone):
            branding = each.branding or by_shop[each.shop.pk]
            rendered.append(_render(each, source, values, branding))
    return rendered


def _render(
    content: MailContent, source: MailSource, values: Values, branding: Branding
) -> RenderedMail:
    document = build_document(content, source, values, branding)
    # RFC 3834: tells auto-responders not to answer.
    headers = {"Auto-Submitted": "auto-generated"}
    link = unsubscribe_link(content)
    if link and not content.sample:
        # RFC 8058: mailboxes show a button that unsubscribes without opening a page.
        headers["List-Unsubscribe"] = f"<{ascii_url(unsubscribe_url(link))}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return RenderedMail(
        subject=document.subject,
        text=plain_text(document),
        html=html(document, branding.theme, branding.logo),
        sender=sender_of(branding),
        reply_to=branding.reply_to,
        headers=headers,
    )
