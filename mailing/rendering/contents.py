"""What goes into rendering, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailing.mail_types import MailType, Values
from mailing.models import Branding
from mailing.rules.markup import MailSource
from shop.models import Customer, Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """A mail to be rendered: its type, shop, recipient, language and values.

    ``customer`` is the canonical one (never merged into another); a recipient who is no
    customer is known by ``email`` and ``name``. ``source`` replaces the shop's text and
    ``branding`` its branding, for previews. In a ``sample`` no link unsubscribes anybody.
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
    """``sender`` and ``reply_to`` are header values; ``headers`` are further ones."""

    subject: str
    text: str
    html: str
    sender: str
    reply_to: str
    headers: Mapping[str, str] = field(default_factory=dict)
