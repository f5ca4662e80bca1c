from core.copying import copy_rows, new_keys
from shop.models import Cart, Category, Shop
from tests.constraints import refused_by


def copy(shop: Shop, *names: str) -> None:
    rows = [
        (key, shop.pk, name, name)
        for key, name in zip(new_keys(Category, len(names)), names, strict=True)
    ]
    copy_rows(Category, ["id", "shop_id", "external_id", "name"], rows)


def test_rows_are_copied_whatever_their_text(shop: Shop) -> None:
    names = ["Thé", "a\tb", "a\nb", "a\\b", "\\N", "“x”", ""]

    copy(shop, *names)

    assert list(Category.objects.order_by("pk").values_list("name", flat=True)) == names


def test_keys_ascend_and_are_nobody_elses(shop: Shop) -> None:
    keys = new_keys(Cart, 3)

    assert keys == sorted(keys)
    assert Cart.objects.create(shop=shop, external_id="1").pk not in keys


def test_what_a_constraint_refuses_is_an_integrity_error(shop: Shop) -> None:
    copy(shop, "tea")

    with refused_by("category_external_id_once_per_shop"):
        copy(shop, "tea")
