import pytest

from referrals.models import ReferralTerms, Sponsor
from shop.models import Customer, Shop
from tests.referrals.friends import become, open_referrals


@pytest.fixture
def terms(shop: Shop) -> ReferralTerms:
    return open_referrals(shop)


@pytest.fixture
def julie(terms: ReferralTerms, alice: Customer) -> Sponsor:
    """Alice brings friends."""
    return become(alice)
