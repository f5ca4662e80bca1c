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

from mailing.kinds import JSON, Category, Kind, Values, placeholders_of, shared
from mailing.models import Letterhead, Mail
from mailing.queries import links
from mailing.queries.addresses import address_hash
from mailing.queries.rendering.blocks import show
from mailing.queries.rendering.html import html
from mailing.queries.rendering.words import say
from mailing.queries.texts import default_source, letterheads, sources
from mailing.rules.headers import addressed, one_line
from mailing.rules.letters import Letter, Link, compose, fill
from mailing.rules.plain import plain
from mailing.rules.texts import Source, parse, parse_line
from shop.models import Customer, Shop

# Why the reader has it.
_WHY: Mapping[str, StrOrPromise] = {
    Category.SERVICE: gettext_lazy(
        "You receive this e-mail because it is about your account at %(shop)s."
    ),
    Category.PROGRAMME: gettext_lazy(
        "You receive this e-mail because you take part in the loyalty programme of"
        " %(shop)s."
    ),
    Category.OFFERS: gettext_lazy(
        "You receive this e-mail because you are a customer of %(shop)s or have agreed to"
        " receive its offers."
    ),
    Category.WISHLIST: gettext_lazy(
        "You receive this e-mail because of the articles you have put on your wishlist at"
        " %(shop)s."
    ),
    Category.REFERRALS: gettext_lazy(
        "You receive this e-mail because you recommend %(shop)s to people you know."
    ),
}
_BY_SOMEBODY = gettext_lazy(
    "You receive this e-mail because a customer of %(shop)s has asked us to send it to you."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A mail to be written: what kind, in whose name, to whom and with which values.

    ``customer`` is the one for whom things count; somebody who is none has an ``email``.
    ``source`` stands in for what the shop has written, ``head`` for its letterhead. Of a
    ``sample`` no link changes anything.
    """

    kind: Kind
    shop: Shop
    language: str
    values: Values
    customer: Customer | None = None
    email: str = ""
    name: str = ""
    source: Source | None = None
    head: Letterhead | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """``sender`` and ``reply_to`` are ready for a header."""

    subject: str
    text: str
    html: str
    sender: str
    reply_to: str
    headers: Mapping[str, str] = field(default_factory=dict)


def render(mails: Iterable[Mail], now: datetime) -> dict[int, Rendered]:
    """By primary key, their shops and customers at hand. One of a kind that this release
    does not know is not there.
    """
    writings = {mail.pk: _writing(mail, kind) for mail in mails if (kind := mail.declared)}
    return dict(zip(writings, put_in_words([*writings.values()], now), strict=True))


def _writing(mail: Mail, kind: Kind) -> Writing:
    return Writing(
        kind=kind,
        shop=mail.shop,
        language=mail.language or mail.shop.language,
        values=mail.values,
        customer=mail.customer,
        email=mail.email,
        name=mail.name,
    )


def put_in_words(writings: Sequence[Writing], now: datetime) -> list[Rendered]:
    """In the same order. Two queries, and those of the values that apps share."""
    heads = letterheads(each.shop for each in writings)
    own = sources((each.shop.pk, each.kind.code, each.language) for each in writings)
    common = _shared_values(writings, now)
    rendered = []
    for each in writings:
        source = each.source or own.get((each.shop.pk, each.kind.code, each.language))
        values = {**common.get(each.customer.pk if each.customer else 0, {}), **each.values}
        with override(each.language), timezone.override(each.shop.zone):
            head = each.head or heads[each.shop.pk]
            rendered.append(_render(each, source, values, head))
    return rendered


def _shared_values(
    writings: Iterable[Writing], now: datetime
) -> dict[int, dict[str, JSON]]:
    customers = {each.customer.pk: each.customer for each in writings if each.customer}
    found: dict[int, dict[str, JSON]] = {pk: {} for pk in customers}
    for name, value in shared().items():
        for pk, said in value.read(list(customers.values()), now).items():
            found[pk][name] = said
    return found


def _render(
    writing: Writing, source: Source | None, values: Values, head: Letterhead
) -> Rendered:
    source = source or default_source(writing.kind, writing.language)
    letter = _letter(writing, source, values, head)
    return Rendered(
        subject=letter.subject,
        text=plain(letter),
        html=html(letter, head.look, head.logo),
        sender=_sender(head),
        reply_to=head.reply_to,
        headers=_headers(writing),
    )


def _letter(writing: Writing, source: Source, values: Values, head: Letterhead) -> Letter:
    kind, shop = writing.kind, writing.shop
    raw = {**values, **_common_values(writing)}
    words = {
        name: say(raw.get(name), each, shop) for name, each in placeholders_of(kind).items()
    }
    blocks = {name: show(raw.get(name), each, shop) for name, each in kind.blocks.items()}
    nodes = parse(source.body, frozenset(kind.blocks), writing.language)
    return Letter(
        language=writing.language,
        subject=_line(source.subject, words, writing.language),
        preheader=_line(source.preheader, words, writing.language),
        head=shop.name,
        parts=tuple(compose(nodes, words, blocks)),
        foot=tuple(_foot(writing, head)),
        links=tuple(_links(writing, head)),
    )


def _line(text: str, words: Mapping[str, str], language: str) -> str:
    return one_line(fill(parse_line(text, language), words))


def _common_values(writing: Writing) -> Values:
    customer = writing.customer
    return {
        "first_name": customer.first_name if customer else writing.name,
        "shop": writing.shop.name,
        "account_url": links.account_page(writing.shop),
    }


def _foot(writing: Writing, head: Letterhead) -> list[str]:
    company = ", ".join(filter(None, [head.company or writing.shop.name, head.address]))
    return [*filter(None, [company, head.legal.strip()]), _why(writing)]


def _why(writing: Writing) -> str:
    """Why the reader has it: a mail that advertises says so first."""
    known = writing.customer or writing.sample
    reason = _WHY[writing.kind.category] if known else _BY_SOMEBODY
    said = str(reason) % {"shop": writing.shop.name}
    return " ".join([_("Advertising."), said]) if writing.kind.advertising else said


def _links(writing: Writing, head: Letterhead) -> Iterable[Link]:
    preferences = links.preferences_page(writing.shop)
    if writing.customer or writing.sample:
        yield Link(_("Choose the e-mails you receive"), preferences)
    if leaving := _leaving(writing):
        page = preferences if writing.sample else links.unsubscribe_page(leaving)
        yield Link(_("Unsubscribe in one click"), page)
    if head.privacy_url:
        yield Link(_("What becomes of your data"), head.privacy_url)


def _leaving(writing: Writing) -> links.Leaving | None:
    """Nobody unsubscribes from the mails that his own doings bring about."""
    if writing.kind.category == Category.SERVICE:
        return None
    customer = writing.customer
    return links.Leaving(
        shop=writing.shop.pk,
        category=writing.kind.category,
        customer=customer.pk if customer else None,
        address_hash=b"" if customer else address_hash(writing.email),
    )


def _headers(writing: Writing) -> dict[str, str]:
    """RFC 3834: no robot need answer. RFC 8058: one click, without a page, unsubscribes."""
    headers = {"Auto-Submitted": "auto-generated"}
    leaving = _leaving(writing)
    if leaving and not writing.sample:
        headers["List-Unsubscribe"] = f"<{links.unsubscribe_page(leaving)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _sender(head: Letterhead) -> str:
    address = head.sender_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return addressed(head.sender_name or head.shop.name, address)


def vocabulary(
    kind: Kind, shop: Shop, language: str
) -> list[tuple[str, StrOrPromise, str]]:
    """What can be said in a kind's text: how it is written, what it is, an example."""
    with override(language), timezone.override(shop.zone):
        values = [
            (f"{{{name}}}", each.label, say(each.sample, each, shop))
            for name, each in placeholders_of(kind).items()
        ]
        return values + [
            (f"{{{name}}}", each.label, "") for name, each in kind.blocks.items()
        ]
