from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused


class ReferralsClosed(Refused):
    code = "referrals_closed"

    def __init__(self) -> None:
        super().__init__(_("Referrals are not open at the moment."))


class MayNotSponsor(Refused):
    """Guests have no account, and newcomers order first."""

    code = "may_not_sponsor"

    def __init__(self, *, missing: int = 0) -> None:
        sentence = _("Open an account to bring your friends.")
        if missing:
            sentence = ngettext(
                "Place %(missing)d more order, and you can bring your friends.",
                "Place %(missing)d more orders, and you can bring your friends.",
                missing,
            ) % {"missing": missing}
        super().__init__(sentence, missing=missing)


class TermsNotAccepted(Refused):
    code = "conditions_not_accepted"

    def __init__(self) -> None:
        super().__init__(_("Please accept the referral conditions first."))


class UnknownSponsor(Refused):
    code = "unknown_sponsor"

    def __init__(self) -> None:
        super().__init__(_("This link is no longer valid."))


class TooManyInvitations(Refused):
    code = "too_many_invitations"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            ngettext(
                "You can send %(most)d invitation a day. Come back tomorrow,"
                " or share your link.",
                "You can send %(most)d invitations a day. Come back tomorrow,"
                " or share your link.",
                most,
            )
            % {"most": most},
            most=most,
        )
