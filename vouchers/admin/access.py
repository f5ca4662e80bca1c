"""What staff may do with the vouchers of their shops. Belonging lets them look."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from shop.models import Shop
from shop.queries import shops_of

MAKE = "vouchers.add_voucher"
CANCEL = "vouchers.cancel_voucher"
COUNT = "vouchers.view_voucher_statistics"
OFFER = "vouchers.add_cartoffer"
GUARD = "vouchers.add_marginguard"


def may(request: HttpRequest, what: str) -> bool:
    return request.user.has_perm(what) and bool(shops_of(request.user))


def require(request: HttpRequest, what: str) -> None:
    """Raises PermissionDenied."""
    if not may(request, what):
        raise PermissionDenied


def own_shop(request: HttpRequest, pk: int) -> Shop:
    """One of the shops one belongs to; another is not there. Raises Http404."""
    for shop in shops_of(request.user):
        if shop.pk == pk:
            return shop
    raise Http404
