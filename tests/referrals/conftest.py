import pytest

from referrals.models import Sponsor, Terms
from shop.models import Customer, Shop
from tests.referrals.friends import become, open_parrainage


@pytest.fixture
def terms(shop: Shop) -> Terms:
    return open_parrainage(shop)


@pytest.fixture
def julie(terms: Terms, alice: Customer) -> Sponsor:
    """Alice brings friends."""
    return become(alice)
