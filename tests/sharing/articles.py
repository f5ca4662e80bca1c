from shop.models import Product, Shop
from tests.factories import START


def make_article(shop: Shop, number: int = 1) -> Product:
    return Product.objects.create(
        shop=shop,
        external_id=f"p{number}",
        name="Vase boule",
        url="https://shop.example.com/vase-boule",
        price=36,
        updated_at=START,
        digest=b"stated",
    )
