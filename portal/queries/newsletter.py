"""The question whether a customer wants our offers, and the points for a yes."""

from dataclasses import dataclass

from mailing.models import MailCategory
from mailing.phrases.consents import CONSENT_WORDINGS
from points.queries.balance import Balance
from points.queries.rewards import is_used_up
from portal.queries.signed_in import NEWSLETTER
from shop.models import Customer


@dataclass(frozen=True, slots=True)
class NewsletterQuestion:
    """``words`` is the sentence that a yes is recorded with, ``points`` what it earns."""

    words: str
    points: int


def newsletter_question(customer: Customer, balance: Balance) -> NewsletterQuestion | None:
    """None once the customer has answered.

    Requires: a customer ``with_account_page``. Queries: 1 at most.
    """
    # ``word`` is the latest answer, annotated by the query of the customer.
    if customer.word is not None:  # type: ignore[attr-defined]
        return None
    words = str(CONSENT_WORDINGS[MailCategory.OFFERS].sentence) % {
        "shop": customer.shop.name
    }
    return NewsletterQuestion(words, newsletter_points(customer, balance))


def newsletter_points(customer: Customer, balance: Balance) -> int:
    """Points that agreeing to our offers still earns.

    Requires: a customer ``with_newsletter``. Queries: 1 at most.
    """
    # The rules that the balance was read with: no version is asked for twice on a page.
    terms = balance.version.for_action(NEWSLETTER) if customer.may_earn else None
    if terms is None or is_used_up(terms, customer.action_count):  # type: ignore[attr-defined]
        return 0
    return terms.points
