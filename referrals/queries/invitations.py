"""What an invitation says, for the mail and for its sponsor to read before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import override

from referrals.models import ReferralTerms
from referrals.queries.sentences import offered
from referrals.queries.sponsors import first_name_of
from shop.models import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """``page`` is the sponsor's own, where the offer is read."""

    sponsor: Customer
    terms: ReferralTerms
    friend: str
    page: str

    @property
    def language(self) -> str:
        """The sponsor's: he knows his friend."""
        return self.sponsor.language or self.sponsor.shop.language

    @property
    def values(self) -> Mapping[str, str]:
        with override(self.language):
            return {
                "sponsor": first_name_of(self.sponsor),
                "friend": self.friend,
                "offer": offered(self.terms.for_friend, self.sponsor.shop.currency),
                "landing_url": self.page,
            }
