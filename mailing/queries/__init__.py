"""Who may be written to, and why not; what mails say and how they look."""

from mailing.queries.addresses import address_hash, suppressed
from mailing.queries.consents import (
    CONSENT_WORDINGS,
    CategoryChoice,
    category_choices,
    languages,
    preferred_languages,
    with_latest_consent,
)
from mailing.queries.eligibility import may_receive, sending_limits
from mailing.queries.links import (
    UnsubscribeLink,
    absolute_url,
    customer_of_link,
    read_unsubscribe_token,
    unsubscribe_token,
)
from mailing.queries.mail_texts import brandings, default_text, names_allowed, shop_texts
from mailing.queries.previews import find_customer, sample_mail
from mailing.queries.rendering import (
    MailContent,
    RenderedMail,
    placeholder_examples,
    render_contents,
    render_mails,
)
from mailing.queries.telling import consents_of, mail_type_label, mails_to, refusal_label

__all__ = [
    "CONSENT_WORDINGS",
    "CategoryChoice",
    "MailContent",
    "RenderedMail",
    "UnsubscribeLink",
    "absolute_url",
    "address_hash",
    "brandings",
    "category_choices",
    "consents_of",
    "customer_of_link",
    "default_text",
    "find_customer",
    "languages",
    "mail_type_label",
    "mails_to",
    "may_receive",
    "names_allowed",
    "placeholder_examples",
    "preferred_languages",
    "read_unsubscribe_token",
    "refusal_label",
    "render_contents",
    "render_mails",
    "sample_mail",
    "sending_limits",
    "shop_texts",
    "suppressed",
    "unsubscribe_token",
    "with_latest_consent",
]
