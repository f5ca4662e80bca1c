"""Facts are read back as they are stored, under the names of the body that states them."""

from django.utils.translation import gettext_noop as _

from api import queries as api_queries
from api import stored_facts
from api.authentication import ApiRequest, ReadKey
from api.parameters import PathId
from api.schemas import responses, stored
from api.views.fact_router import router
from mailing.queries import consents as mailing_consents
from points.queries import balance as points_balance
from shop.models import Cart, Category, Customer, CustomerGroup, Product
from shop.queries import canonical
from tiers.queries import standings as tiers_standings

__all__ = ["router"]


@router.get(
    "/groups/{path:id}",
    auth=ReadKey(),
    response=responses.documented(stored.StoredGroup, 200),
    summary=_("Read a customer group back"),
)
def get_group(request: ApiRequest, external_id: PathId) -> stored.StoredGroup:
    rows = CustomerGroup.objects.filter(shop=request.caller.shop).select_related("shop")
    return stored_facts.of_group(api_queries.stated(rows, external_id))


@router.get(
    "/customers/{path:id}",
    auth=ReadKey(),
    response=responses.documented(stored.StoredCustomer, 200),
    summary=_("Read a customer back"),
    description=_("As you have stated them, with the points and the tier they have now."),
)
def get_customer(request: ApiRequest, external_id: PathId) -> stored.StoredCustomer:
    caller = request.caller
    rows = Customer.objects.filter(shop=caller.shop).select_related("shop", "shop_group")
    row = api_queries.stated(rows, external_id)
    kept = canonical(row)
    return stored_facts.of_customer(
        row,
        kept,
        points_balance.balance(kept, caller.now),
        tiers_standings.tier_of(kept),
        None if row.erased_at else mailing_consents.latest_stated(row),
    )


@router.get(
    "/categories/{path:id}",
    auth=ReadKey(),
    response=responses.documented(stored.StoredCategory, 200),
    summary=_("Read a category back"),
)
def get_category(request: ApiRequest, external_id: PathId) -> stored.StoredCategory:
    rows = Category.objects.filter(shop=request.caller.shop)
    rows = rows.select_related("shop", "parent")
    return stored_facts.of_category(api_queries.stated(rows, external_id))


@router.get(
    "/products/{path:id}",
    auth=ReadKey(),
    response=responses.documented(stored.StoredProduct, 200),
    summary=_("Read a product back"),
)
def get_product(request: ApiRequest, external_id: PathId) -> stored.StoredProduct:
    rows = Product.objects.filter(shop=request.caller.shop).select_related("shop")
    return stored_facts.of_product(api_queries.stated(rows, external_id))


@router.get(
    "/carts/{path:id}",
    auth=ReadKey(),
    response=responses.documented(stored.StoredCart, 200),
    summary=_("Read a cart back"),
)
def get_cart(request: ApiRequest, external_id: PathId) -> stored.StoredCart:
    rows = Cart.objects.filter(shop=request.caller.shop)
    rows = rows.select_related("shop", "customer", "shop_customer", "order")
    row = api_queries.stated(rows, external_id)
    lines = row.lines.select_related("product").order_by("pk")
    return stored_facts.of_cart(row, lines)


@router.get(
    "/orders/{path:id}",
    auth=ReadKey(),
    response=responses.documented(stored.StoredOrder, 200),
    summary=_("Read an order back"),
    description=_("As it is stored, with all that it has given up to now."),
)
def get_order(request: ApiRequest, external_id: PathId) -> stored.StoredOrder:
    caller = request.caller
    row = api_queries.stated_order(caller.shop, external_id)
    return stored_facts.of_order(row, caller.now)
