"""Sentences of the referral programme: its conditions, its rewards and its invitations."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from core.names import is_name
from core.templatetags.typography import money, number, percent, points
from referrals.models import ReferralTerms, RewardTerms
from shop.models import Customer


def reward_phrase(reward: RewardTerms, currency: str) -> str:
    """« 10,00 € », « 40 points », « 10 % de remise »."""
    if reward == RewardTerms():
        return _("a warm welcome")
    if reward.points:
        return points(reward.points)
    if reward.percent:
        return _("%(percent)s off") % {"percent": percent(reward.percent)}
    return money(reward.amount, currency)


def sponsor_first_name(sponsor: Customer) -> str:
    """How a sponsor is named to others; a text that is no name is not repeated to them."""
    name = sponsor.first_name
    return name if name and is_name(name) else _("A customer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What an invitation says, for the mail and for its sponsor to read before it goes.

    ``page`` is the sponsor's own landing page.
    """

    sponsor: Customer
    terms: ReferralTerms
    friend: str
    page: str

    @property
    def language(self) -> str:
        """The sponsor's: they know which language their friend reads."""
        return self.sponsor.spoken_language

    @property
    def values(self) -> Mapping[str, str]:
        with override(self.language):
            offer = reward_phrase(self.terms.for_friend, self.sponsor.shop.currency)
            return {
                "sponsor": sponsor_first_name(self.sponsor),
                "friend": self.friend,
                "offer": offer,
                "landing_url": self.page,
            }


def terms_sentences(terms: ReferralTerms) -> dict[str, str]:
    """Return the conditions by subject, for customers and staff alike; some may be
    empty.
    """
    french = (get_language() or "fr").startswith("fr")
    first, second = terms.conditions_fr, terms.conditions_en
    return {
        **_reward_sentences(terms),
        **_eligibility_sentences(terms),
        "new": _("Only somebody who has never been a customer is a friend."),
        "refund": _(
            "Who sends the order back gives the rewards back; what was spent of points"
            " becomes a debt."
        ),
        "caps": _caps_sentence(terms),
        "vouchers": _voucher_sentence(terms),
        "open": ngettext(
            "An invitation stays open for %(days)s day.",
            "An invitation stays open for %(days)s days.",
            terms.open_days,
        )
        % {"days": number(terms.open_days)},
        # The merchant's own words, in the reader's language or else in what there is.
        "more": (first or second) if french else (second or first),
    }


def staff_sentences(terms: ReferralTerms) -> dict[str, str]:
    """Return the conditions that only staff read, by subject."""
    mails = _("Nobody can have invitations sent by mail.")
    if terms.by_mail:
        mails = ngettext(
            "A customer can have %(most)s invitation a day sent by mail.",
            "A customer can have %(most)s invitations a day sent by mail.",
            terms.mails_per_day,
        ) % {"most": number(terms.mails_per_day)}
    return {
        "active": _("Customers can bring friends.")
        if terms.active
        else _("Referrals are closed; what was promised is kept."),
        "mails": mails,
        "fraud": _(
            "From %(hold)s points of suspicion on a referral waits for you, from"
            " %(refuse)s on it is refused."
        )
        % {"hold": terms.hold_at, "refuse": terms.refuse_at},
    }


def all_sentences(terms: ReferralTerms) -> list[str]:
    """Return what staff read of a version, without the empty ones."""
    found = [*staff_sentences(terms).values(), *terms_sentences(terms).values()]
    return [sentence for sentence in found if sentence]


def _reward_sentences(terms: ReferralTerms) -> dict[str, str]:
    currency = terms.shop.currency
    friend = _("The friend is given nothing.")
    if terms.friend_gives != terms.Gives.NONE:
        friend = _("The friend is given %(gift)s with the order that counts.")
        if terms.friend_when == terms.When.SIGN_UP:
            friend = _("The friend is given %(gift)s when the account is opened.")
        friend %= {"gift": reward_phrase(terms.for_friend, currency)}
    if terms.sponsor_gives == terms.Gives.NONE:
        return {"friend": friend, "sponsor": _("The sponsor is given nothing.")}
    which = ngettext(
        "the friend’s first order",
        "%(count)s orders of the friend",
        terms.friend_orders,
    ) % {"count": number(terms.friend_orders)}
    wait = ngettext("%(days)s day after", "%(days)s days after", terms.wait_days) % {
        "days": number(terms.wait_days)
    }
    sponsor = _("The sponsor is given %(gift)s for %(which)s, %(wait)s it was paid.")
    if not terms.wait_days:
        sponsor = _("The sponsor is given %(gift)s for %(which)s, once it is paid.")
    gift = reward_phrase(terms.for_sponsor, currency)
    return {
        "friend": friend,
        "sponsor": sponsor % {"gift": gift, "which": which, "wait": wait},
    }


def _eligibility_sentences(terms: ReferralTerms) -> dict[str, str]:
    minimum = _("Any order counts.")
    if terms.minimum:
        minimum = _(
            "An order counts from %(minimum)s of goods on, before any discount."
        ) % {"minimum": money(terms.minimum, terms.shop.currency)}
    who = _("Every member can bring friends.")
    if terms.sponsor_orders:
        who = ngettext(
            "Who has placed %(count)s order can bring friends.",
            "Who has placed %(count)s orders can bring friends.",
            terms.sponsor_orders,
        ) % {"count": number(terms.sponsor_orders)}
    return {"minimum": minimum, "who": who}


def _caps_sentence(terms: ReferralTerms) -> str:
    parts = []
    if terms.month_cap is not None:
        parts.append(_("%(most)s a month") % {"most": number(terms.month_cap)})
    if terms.total_cap is not None:
        parts.append(_("%(most)s in all") % {"most": number(terms.total_cap)})
    if not parts:
        return _("A sponsor can be rewarded for any number of friends.")
    return _("A sponsor is rewarded for so many friends at most: %(caps)s.") % {
        "caps": ", ".join(parts)
    }


def _voucher_sentence(terms: ReferralTerms) -> str:
    gives = {terms.friend_gives, terms.sponsor_gives}
    if not gives & {terms.Gives.AMOUNT, terms.Gives.PERCENT}:
        return ""
    valid = ngettext(
        "The vouchers are valid for %(days)s day",
        "The vouchers are valid for %(days)s days",
        terms.voucher_days,
    ) % {"days": number(terms.voucher_days)}
    if not terms.voucher_minimum:
        return _("%(valid)s, on any cart.") % {"valid": valid}
    return _("%(valid)s, from a cart of %(minimum)s on.") % {
        "valid": valid,
        "minimum": money(terms.voucher_minimum, terms.shop.currency),
    }
