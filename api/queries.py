from datetime import datetime, timedelta
from typing import cast

from django.db.models import F, Prefetch, Q, QuerySet

from api import rules
from api.models import ApiKey, ApiKeyUse, StoredResponse
from core.rows import read
from core.sql import Fragment, fetch
from shop.actions.refusals import UnknownId
from shop.models import Cart, Customer, Fact, Order, OrderLine, Shop
from shop.queries import canonical

# How far back notes on orders are counted.
NOTED = timedelta(days=30)


def key_of(token: str) -> ApiKey | None:
    """The valid key of this token, with its shop and the scopes that it may still use.

    Not valid is a key that was revoked, and one whose maker is no longer active staff of
    the shop, however that came about. A maker who has lost a right leaves their key
    without the scope that asks for it, for as long as the right is missing.
    Queries: 1, never cached, so that such a key is refused at once.
    """
    rights = [right.split(".") for right in rules.SCOPE_RIGHTS.values()]
    found = read(
        """
        SELECT {key}, {shop}, ARRAY(
            -- What the maker may still do: by themselves, or by one of their roles.
            SELECT need.scope
            FROM unnest(%(scopes)s::text[], %(apps)s::text[], %(codenames)s::text[])
                 AS need (scope, app, codename)
            WHERE maker.id IS NULL OR maker.is_superuser OR EXISTS (
                SELECT FROM auth_permission permission
                JOIN django_content_type model ON model.id = permission.content_type_id
                WHERE model.app_label = need.app AND permission.codename = need.codename
                  AND (EXISTS (
                      SELECT FROM accounts_user_user_permissions own
                      WHERE own.user_id = maker.id AND own.permission_id = permission.id
                  ) OR EXISTS (
                      SELECT FROM accounts_user_groups held
                      JOIN auth_group_permissions given ON given.group_id = held.group_id
                      WHERE held.user_id = maker.id AND given.permission_id = permission.id
                  ))
            )
        )
        FROM api_apikey key
        JOIN shop_shop shop ON shop.id = key.shop_id
        LEFT JOIN accounts_user maker ON maker.id = key.created_by_id
        WHERE key.digest = %(digest)s AND key.revoked_at IS NULL
          AND (maker.id IS NULL
               OR maker.is_active AND maker.is_staff
                  AND (maker.is_superuser OR EXISTS (
                      SELECT FROM shop_shop_staff member
                      WHERE member.user_id = maker.id AND member.shop_id = key.shop_id
                  )))
        """,
        {
            "digest": rules.token_digest(token),
            "scopes": [*rules.SCOPE_RIGHTS],
            "apps": [app for app, _codename in rights],
            "codenames": [codename for _app, codename in rights],
        },
        key=ApiKey,
        shop=Shop,
    )
    for key, shop, allowed in found:
        key.shop = shop
        key.scopes = [scope for scope in key.scopes if scope in allowed]
        return cast("ApiKey", key) if key.scopes else None
    return None


def maker_has_access() -> Q:
    """Of keys that were made by staff: those who made them may still open the shop."""
    staff = Q(created_by__is_active=True, created_by__is_staff=True)
    member = Q(shop__staff=F("created_by")) | Q(created_by__is_superuser=True)
    return staff & member


def uses_of(key: ApiKey) -> QuerySet[ApiKeyUse]:
    """When, for what and from where it was used, the latest first."""
    return ApiKeyUse.objects.filter(api_key=key).order_by("-day", "-first_at", "pk")


def keys_of(shop: Shop) -> QuerySet[ApiKey]:
    """The shop's keys, those that open it first. Queries: 1."""
    rows = ApiKey.objects.filter(shop=shop).select_related("created_by")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "-created_at", "pk")


_NOTES = Fragment("""
    SELECT note ->> 'code', count(*)
    FROM shop_order ordered, jsonb_array_elements(ordered.notes) note
    WHERE ordered.shop_id = %(shop)s AND ordered.updated_at > %(since)s
      -- As the index of orders with notes has it: most orders have none.
      AND ordered.notes <> '[]'
    GROUP BY 1 ORDER BY 2 DESC, 1
""")


def notes_since(shop: Shop, since: datetime) -> list[tuple[str, int]]:
    """How often each note stands on orders stated since then. Queries: 1."""
    return [(code, times) for code, times in fetch(_NOTES.given(shop=shop.pk, since=since))]


def stored_response(
    key: ApiKey, idempotency_key: str, now: datetime
) -> StoredResponse | None:
    """The response stored under this Idempotency-Key within the last day."""
    return StoredResponse.objects.filter(
        api_key=key,
        idempotency_key=idempotency_key,
        status__isnull=False,
        created_at__gt=now - rules.RESPONSES_KEPT,
    ).first()


def customer_of_cart(shop: Shop, named: str | None, cart: str) -> Customer | None:
    """The customer named for a cart, else the one its cart was stated with."""
    rows = Customer.objects.filter(shop=shop)
    if named is not None:
        found = rows.filter(external_id=named).first()
    else:
        carts = Cart.objects.filter(shop=shop, external_id=cart, removed=False)
        found = rows.filter(pk__in=carts.values("customer")).first()
    return canonical(found) if found else None


def stated[F: Fact](rows: QuerySet[F], external_id: str) -> F:
    """The fact that the shop has stated under this id, as long as it stands.

    Raises: shop.UnknownId, also on a placeholder and on what has been removed.
    """
    row = rows.filter(external_id=external_id, updated_at__isnull=False).first()
    if row is None or getattr(row, "removed", False):
        raise UnknownId(external_id, rows.model.kind)
    return row


def stated_order(shop: Shop, external_id: str) -> Order:
    """The order as it stands, all that it names at hand. Queries: 2. Raises UnknownId."""
    rows = Order.objects.filter(shop=shop).select_related(
        "customer", "shop_customer", "claimed_by", "cart"
    )
    lines = OrderLine.objects.select_related("product").order_by("pk")
    order = stated(rows.prefetch_related(Prefetch("lines", lines)), external_id)
    order.shop = shop
    return order


def customer_of(shop: Shop, external_id: str) -> Customer:
    """For whom this id counts: the one that is kept, where it was merged.

    Raises shop.UnknownId. One query, and one per merge.
    """
    customer = Customer.objects.filter(shop=shop, external_id=external_id).first()
    if customer is None:
        raise UnknownId(external_id, Customer.kind)
    customer = canonical(customer)
    customer.shop = shop
    return customer
