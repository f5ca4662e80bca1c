"""The database refuses what cannot be, whoever writes."""

import pytest

from sharing.models import Recommendation, SharingSettings
from shop.models import Product, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import day


def recommendations(shop: Shop, times: int) -> None:
    product = Product.objects.create(shop=shop, external_id="p1")
    for _ in range(times):
        Recommendation.objects.create(
            shop=shop, product=product, friend=b"1", sent_at=day(0)
        )


WRONGS: Wrongs = {
    "sharing_colour_is_hexadecimal": lambda shop: SharingSettings.objects.filter(
        shop=shop
    ).update(colour="red"),
    "recommendation_once_per_friend": lambda shop: recommendations(shop, 2),
}


def test_every_constraint_has_its_refusing_test() -> None:
    keys = {name for name in names("sharing") if name.endswith("_key")}
    assert names("sharing") - keys == set(WRONGS)


@pytest.mark.parametrize("name", WRONGS)
def test_a_constraint_refuses_its_wrong(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)
