"""Create shops."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from shop.models import Shop


class ShopCodeTaken(Refused):
    code = "code_taken"

    def __init__(self, code: str) -> None:
        super().__init__(_("There is already a shop “%(code)s”.") % {"code": code})


@transaction.atomic
def create_shop(
    *, code: str, name: str, currency: str, timezone: str, language: str
) -> Shop:
    """Create a shop. Raises ShopCodeTaken, and Django's ValidationError on a code, currency
    or zone that cannot be.
    """
    if Shop.objects.filter(code=code).exists():
        raise ShopCodeTaken(code)
    shop = Shop(
        code=code, name=name, currency=currency, timezone=timezone, language=language
    )
    shop.full_clean()
    # Somebody may open a shop under this code at this moment: the constraint decides.
    try:
        with transaction.atomic():
            shop.save()
    except IntegrityError as taken_meanwhile:
        raise ShopCodeTaken(code) from taken_meanwhile
    return shop
