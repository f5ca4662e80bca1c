from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from shop import actions as shops
from shop.models import Shop

FIELDS = {
    "code": "epicerie",
    "name": "L’Épicerie",
    "currency": "EUR",
    "timezone": "Indian/Reunion",
    "language": "fr",
}


@pytest.mark.django_db
def test_a_shop_has_its_own_time() -> None:
    shop = shops.create_shop(**FIELDS)

    assert str(shop) == "L’Épicerie"
    assert shop.zone == ZoneInfo("Indian/Reunion")


@pytest.mark.usefixtures("shop")
def test_a_code_is_one_shops() -> None:
    with pytest.raises(shops.ShopCodeTaken, match="boutique") as refusal:
        shops.create_shop(**FIELDS | {"code": "boutique"})

    assert refusal.value.code == "code_taken"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "l’épicerie"),
        ("currency", "euro"),
        ("timezone", "Europe/Atlantis"),
        ("timezone", "../../etc/passwd"),
        ("timezone", ""),
        ("language", "tlh"),
    ],
)
def test_a_shop_that_cannot_be_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        shops.create_shop(**FIELDS | {field: value})

    assert list(refusal.value.message_dict) == [field]
    assert not Shop.objects.exists()
