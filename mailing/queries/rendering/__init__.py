"""Mails as they are read: subject, HTML and text, in the reader's language.

Queries are few and the same however many mails there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_stubs_ext import StrOrPromise

from mailing.mail_types import (
    JSON,
    MailCategory,
    MailType,
    Values,
    placeholders_of,
    shared_placeholders,
)
from mailing.models import Branding, Mail
from mailing.queries import links
from mailing.queries.addresses import address_hash
from mailing.queries.mail_texts import brandings, default_text, shop_texts
from mailing.queries.rendering.blocks import block_parts
from mailing.queries.rendering.html import html
from mailing.queries.rendering.words import format_value
from mailing.rules.documents import LinkPart, MailDocument, compose, fill
from mailing.rules.headers import addressed, one_line
from mailing.rules.markup import MailSource, parse, parse_line
from mailing.rules.plain_text import plain_text
from shop.models import Customer, Shop

# Why the reader has it.
_REASONS_FOR_MAIL: Mapping[str, StrOrPromise] = {
    MailCategory.SERVICE: gettext_lazy(
        "You receive this e-mail because it is about your account at %(shop)s."
    ),
    MailCategory.PROGRAMME: gettext_lazy(
        "You receive this e-mail because you take part in the loyalty programme of"
        " %(shop)s."
    ),
    MailCategory.OFFERS: gettext_lazy(
        "You receive this e-mail because you are a customer of %(shop)s or have agreed to"
        " receive its offers."
    ),
    MailCategory.WISHLIST: gettext_lazy(
        "You receive this e-mail because of the articles you have put on your wishlist at"
        " %(shop)s."
    ),
    MailCategory.REFERRALS: gettext_lazy(
        "You receive this e-mail because you recommend %(shop)s to people you know."
    ),
}
_BY_SOMEBODY = gettext_lazy(
    "You receive this e-mail because a customer of %(shop)s has asked us to send it to you."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """A mail to be written: what mail type, in whose name, to whom and with which values.

    ``customer`` is the one for whom things count; somebody who is none has an ``email``.
    ``source`` stands in for what the shop has written, ``head`` for its branding. Of a
    ``sample`` no link changes anything.
    """

    mail_type: MailType
    shop: Shop
    language: str
    values: Values
    customer: Customer | None = None
    email: str = ""
    name: str = ""
    source: MailSource | None = None
    branding: Branding | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMail:
    """``sender`` and ``reply_to`` are ready for a header."""

    subject: str
    text: str
    html: str
    sender: str
    reply_to: str
    headers: Mapping[str, str] = field(default_factory=dict)


def render_mails(mails: Iterable[Mail], now: datetime) -> dict[int, RenderedMail]:
    """By primary key; shops and customers must be at hand (``select_related``). A mail of a
    type that this release does not know is left out.
    """
    writings = {
        mail.pk: _content_of(mail, mail_type)
        for mail in mails
        if (mail_type := mail.declared_type)
    }
    return dict(zip(writings, render_contents([*writings.values()], now), strict=True))


def _content_of(mail: Mail, mail_type: MailType) -> MailContent:
    return MailContent(
        mail_type=mail_type,
        shop=mail.shop,
        language=mail.language or mail.shop.language,
        values=mail.values,
        customer=mail.customer,
        email=mail.email,
        name=mail.name,
    )


def render_contents(writings: Sequence[MailContent], now: datetime) -> list[RenderedMail]:
    """In the same order. Two queries, and those of the values that apps share."""
    heads = brandings(each.shop for each in writings)
    own = shop_texts(
        (each.shop.pk, each.mail_type.code, each.language) for each in writings
    )
    common = _shared_values(writings, now)
    rendered = []
    for each in writings:
        source = each.source or own.get((each.shop.pk, each.mail_type.code, each.language))
        values = {**common.get(each.customer.pk if each.customer else 0, {}), **each.values}
        with override(each.language), timezone.override(each.shop.zone):
            head = each.branding or heads[each.shop.pk]
            rendered.append(_render_one(each, source, values, head))
    return rendered


def _shared_values(
    writings: Iterable[MailContent], now: datetime
) -> dict[int, dict[str, JSON]]:
    customers = {each.customer.pk: each.customer for each in writings if each.customer}
    found: dict[int, dict[str, JSON]] = {pk: {} for pk in customers}
    for name, value in shared_placeholders().items():
        for pk, said in value.read(list(customers.values()), now).items():
            found[pk][name] = said
    return found


def _render_one(
    writing: MailContent, source: MailSource | None, values: Values, head: Branding
) -> RenderedMail:
    source = source or default_text(writing.mail_type, writing.language)
    letter = _document(writing, source, values, head)
    return RenderedMail(
        subject=letter.subject,
        text=plain_text(letter),
        html=html(letter, head.theme, head.logo),
        sender=_sender(head),
        reply_to=head.reply_to,
        headers=_headers(writing),
    )


def _document(
    writing: MailContent, source: MailSource, values: Values, head: Branding
) -> MailDocument:
    mail_type, shop = writing.mail_type, writing.shop
    raw = {**values, **_common_values(writing)}
    words = {
        name: format_value(raw.get(name), each, shop)
        for name, each in placeholders_of(mail_type).items()
    }
    blocks = {
        name: block_parts(raw.get(name), each, shop)
        for name, each in mail_type.blocks.items()
    }
    nodes = parse(source.body, frozenset(mail_type.blocks), writing.language)
    return MailDocument(
        language=writing.language,
        subject=_line(source.subject, words, writing.language),
        preheader=_line(source.preheader, words, writing.language),
        header=shop.name,
        parts=tuple(compose(nodes, words, blocks)),
        footer=tuple(_footer(writing, head)),
        links=tuple(_links(writing, head)),
    )


def _line(text: str, words: Mapping[str, str], language: str) -> str:
    return one_line(fill(parse_line(text, language), words))


def _common_values(writing: MailContent) -> Values:
    customer = writing.customer
    return {
        "first_name": customer.first_name if customer else writing.name,
        "shop": writing.shop.name,
        "account_url": links.account_url(writing.shop),
    }


def _footer(writing: MailContent, head: Branding) -> list[str]:
    company = ", ".join(filter(None, [head.company or writing.shop.name, head.address]))
    return [*filter(None, [company, head.legal.strip()]), _reason_for_mail(writing)]


def _reason_for_mail(writing: MailContent) -> str:
    """Why the reader has it: a mail that advertises says so first."""
    known = writing.customer or writing.sample
    reason = _REASONS_FOR_MAIL[writing.mail_type.category] if known else _BY_SOMEBODY
    said = str(reason) % {"shop": writing.shop.name}
    return " ".join([_("Advertising."), said]) if writing.mail_type.advertising else said


def _links(writing: MailContent, head: Branding) -> Iterable[LinkPart]:
    preferences = links.preferences_url(writing.shop)
    if writing.customer or writing.sample:
        yield LinkPart(_("Choose the e-mails you receive"), preferences)
    if leaving := _unsubscribe_link(writing):
        page = preferences if writing.sample else links.unsubscribe_url(leaving)
        yield LinkPart(_("Unsubscribe in one click"), page)
    if head.privacy_url:
        yield LinkPart(_("What becomes of your data"), head.privacy_url)


def _unsubscribe_link(writing: MailContent) -> links.UnsubscribeLink | None:
    """Nobody unsubscribes from the mails that his own doings bring about."""
    if writing.mail_type.category == MailCategory.SERVICE:
        return None
    customer = writing.customer
    return links.UnsubscribeLink(
        shop=writing.shop.pk,
        category=writing.mail_type.category,
        customer=customer.pk if customer else None,
        address_hash=b"" if customer else address_hash(writing.email),
    )


def _headers(writing: MailContent) -> dict[str, str]:
    """RFC 3834: no robot need answer. RFC 8058: one click, without a page, unsubscribes."""
    headers = {"Auto-Submitted": "auto-generated"}
    leaving = _unsubscribe_link(writing)
    if leaving and not writing.sample:
        headers["List-Unsubscribe"] = f"<{links.unsubscribe_url(leaving)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _sender(head: Branding) -> str:
    address = head.sender_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return addressed(head.sender_name or head.shop.name, address)


def placeholder_examples(
    mail_type: MailType, shop: Shop, language: str
) -> list[tuple[str, StrOrPromise, str]]:
    """What can be said in a mail type's text: how it is written, what it is, an example."""
    with override(language), timezone.override(shop.zone):
        values = [
            (f"{{{name}}}", each.label, format_value(each.sample, each, shop))
            for name, each in placeholders_of(mail_type).items()
        ]
        return values + [
            (f"{{{name}}}", each.label, "") for name, each in mail_type.blocks.items()
        ]
