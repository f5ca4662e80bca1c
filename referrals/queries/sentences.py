"""The conditions in words: what is promised to both, and under which conditions."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.templatetags.typography import money, number, percent, points
from referrals.models import ReferralTerms, RewardTerms


def offered(gift: RewardTerms, currency: str) -> str:
    """« 10,00 € », « 40 points », « 10 % de remise »."""
    if gift == RewardTerms():
        return _("a warm welcome")
    if gift.points:
        return points(gift.points)
    if gift.percent:
        return _("%(percent)s off") % {"percent": percent(gift.percent)}
    return money(gift.amount, currency)


def sentences(terms: ReferralTerms) -> dict[str, str]:
    """By subject, for customers and staff alike; empty ones have nothing to say."""
    return {
        "friend": _for_friend(terms),
        "sponsor": _for_sponsor(terms),
        "minimum": _minimum(terms),
        "who": _who(terms),
        "new": _("Only somebody who has never been a customer is a friend."),
        "refund": _(
            "Who sends the order back gives the rewards back; what was spent of points"
            " becomes a debt."
        ),
        "caps": _caps(terms),
        "vouchers": _vouchers(terms),
        "open": ngettext(
            "An invitation stays open for %(days)s day.",
            "An invitation stays open for %(days)s days.",
            terms.open_days,
        )
        % {"days": number(terms.open_days)},
        "more": _more(terms),
    }


def inside(terms: ReferralTerms) -> dict[str, str]:
    """What only staff read."""
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
        else _("The parrainage is closed; what was promised is kept."),
        "mails": mails,
        "fraud": _(
            "From %(hold)s points of suspicion on a referral waits for you, from"
            " %(refuse)s on it is refused."
        )
        % {"hold": terms.hold_at, "refuse": terms.refuse_at},
    }


def _for_friend(terms: ReferralTerms) -> str:
    if terms.friend_gives == terms.Gives.NONE:
        return _("The friend is given nothing.")
    sentence = _("The friend is given %(gift)s with the order that counts.")
    if terms.friend_when == terms.When.SIGN_UP:
        sentence = _("The friend is given %(gift)s when the account is opened.")
    return sentence % {"gift": offered(terms.for_friend, terms.shop.currency)}


def _for_sponsor(terms: ReferralTerms) -> str:
    if terms.sponsor_gives == terms.Gives.NONE:
        return _("The sponsor is given nothing.")
    which = ngettext(
        "the friend’s first order",
        "%(count)s orders of the friend",
        terms.friend_orders,
    ) % {"count": number(terms.friend_orders)}
    wait = ngettext("%(days)s day after", "%(days)s days after", terms.wait_days) % {
        "days": number(terms.wait_days)
    }
    sentence = _("The sponsor is given %(gift)s for %(which)s, %(wait)s it was paid.")
    if not terms.wait_days:
        sentence = _("The sponsor is given %(gift)s for %(which)s, once it is paid.")
    gift = offered(terms.for_sponsor, terms.shop.currency)
    return sentence % {"gift": gift, "which": which, "wait": wait}


def _minimum(terms: ReferralTerms) -> str:
    if not terms.minimum:
        return _("Any order counts.")
    return _("An order counts from %(minimum)s of goods on, before any discount.") % {
        "minimum": money(terms.minimum, terms.shop.currency)
    }


def _who(terms: ReferralTerms) -> str:
    if not terms.sponsor_orders:
        return _("Every member can bring friends.")
    return ngettext(
        "Who has placed %(count)s order can bring friends.",
        "Who has placed %(count)s orders can bring friends.",
        terms.sponsor_orders,
    ) % {"count": number(terms.sponsor_orders)}


def _caps(terms: ReferralTerms) -> str:
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


def _vouchers(terms: ReferralTerms) -> str:
    kinds = {terms.friend_gives, terms.sponsor_gives}
    if not kinds & {terms.Gives.AMOUNT, terms.Gives.PERCENT}:
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


def _more(terms: ReferralTerms) -> str:
    """The merchant's own words, in the reader's language or else in what there is."""
    french = (get_language() or "fr").startswith("fr")
    first, second = terms.conditions_fr, terms.conditions_en
    return (first or second) if french else (second or first)
