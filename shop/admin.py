"""The facts, to look at: they change only where they come from, in the shop."""

from collections.abc import Sequence
from typing import Annotated, Any, TypedDict, override

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import Annotations, StrOrPromise, WithAnnotations

from accounts.phrases import author_name
from accounts.queries import staff_email
from core.admin import ReadOnlyAdmin, ReadOnlyInline, link
from core.exports import Column, Export
from core.plain_letters import plain_letters
from core.templatetags.typography import money, number, percent, unit_money
from shop.access import View, guarded, may, may_look, shop_at_hand
from shop.models import Cart, CartLine, Category, CustomerGroup, CustomerLook, Product
from shop.queries import shops_of


class ShopChangeList(ChangeList):
    """Rows of the shop at hand. Those of their other shops open by their address."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        rows = super().get_queryset(request, exclude_parameters)
        scoped: Any = self.model_admin
        return rows.filter(**{scoped.shop_field: shop_at_hand(request)})


class ShopScopedAdmin[M: Model](ReadOnlyAdmin[M]):
    """Rows of the shops one belongs to, for staff who may look at them; superusers see all.

    Every page and action names the permission it needs: Django's own by the model's
    permissions, hand-made ones through ``guarded``.
    """

    shop_field = "shop_id"

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        mine = [shop.pk for shop in shops_of(request.user)]
        return rows.filter(**{f"{self.shop_field}__in": mine})

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        if request.user.is_superuser:
            return True
        if not may_look(request.user, self.opts):
            return False
        mine = {shop.pk for shop in shops_of(request.user)}
        return getattr(obj, self.shop_field) in mine if obj else bool(mine)

    def _get_obj_does_not_exist_redirect(
        self, _request: HttpRequest, _opts: Any, _object_id: str
    ) -> HttpResponse:
        """A row that is not there, or another shop's: 404, where Django would send home."""
        raise Http404

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """To read only: forms are sent elsewhere, where a transaction is open for them."""
        if request.method not in {"GET", "HEAD"}:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().history_view(request, object_id, extra_context)

    def guarded(self, view: View, *, needs: str, to_post: str = "") -> View:
        """A page of this admin, for staff with the permission ``needs``."""
        inner: Any = guarded(view, needs=needs, to_post=to_post)
        behind: View = self.admin_site.admin_view(inner)
        return behind

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ShopChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Where the plain letters are kept, words are found however they are typed."""
        if "search_text" in self.get_search_fields(request):
            search_term = plain_letters(search_term)
        return super().get_search_results(request, queryset, search_term)

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> QuerySet[Any] | None:
        """What a form offers to choose from is what one may see."""
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        return related.get_queryset(request).order_by(*related.get_ordering(request))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        if obj:
            kind = capfirst(self.opts.verbose_name)
            context |= {"title": kind, "subtitle": self.named(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def named(self, obj: M) -> str:
        """What its page is headed with."""
        return str(obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


class ScopedFilter(RelatedFieldListFilter):
    """Offers only rows of the shop at hand."""

    def field_choices(
        self,
        field: Any,
        request: HttpRequest,
        model_admin: admin.ModelAdmin[Any],
    ) -> list[tuple[str, StrOrPromise]]:
        related: Any = model_admin.admin_site.get_model_admin(field.related_model)
        mine = {related.shop_field: shop_at_hand(request)}
        rows = related.get_queryset(request).filter(**mine)
        rows = rows.order_by(*related.get_ordering(request))
        return [(str(row.pk), str(row)) for row in rows]


class ShopSettingsAdmin[M: Model](ShopScopedAdmin[M]):
    """One row per shop, made with it: staff with the permission to change it fill it in."""

    list_select_related = ["shop"]
    ordering = ["shop__name", "pk"]

    @admin.display(description=_("shop"), ordering="shop__name")
    def shop_name(self, row: Any) -> str:
        name: str = row.shop.name
        return name

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        permission = f"{self.opts.app_label}.change_{self.opts.model_name}"
        return may(request, permission) and self.has_view_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> list[Any]:
        return []


class AuthoredAdmin[M: Model](ShopScopedAdmin[M]):
    """Rows that name their author, shown as a person or as what else it was."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        return rows.annotate(email=staff_email("author"))  # type: ignore[return-value]

    @admin.display(description=_("author"), ordering="author")
    def written_by(self, row: WithAnnotations[Any]) -> str:
        return author_name(row.author, row.email)


class ShopExport(Export):
    """Rows that say their shop, by its own clock."""

    shop = Column("shop__code", _("shop"))

    def export_resource(
        self, instance: Any, selected_fields: Sequence[str] | None = None, **kwargs: Any
    ) -> list[str]:
        with timezone.override(instance.shop.zone):
            cells: list[str] = super().export_resource(instance, selected_fields, **kwargs)
        return cells


@admin.register(Product)
class ProductAdmin(ShopScopedAdmin[Product]):
    list_display = ["called", "external_id", "price_shown", "on_sale", "stock", "active"]
    list_filter = ["active", "on_sale", "gift_card"]
    list_select_related = ["shop"]
    ordering = ["name", "pk"]
    search_fields = ["search_text", "=external_id"]
    exclude = ["price", "price_excl_tax", "regular_price"]
    readonly_fields = ["price_shown", "regular_price_shown"]

    @admin.display(description=_("product"), ordering="name")
    def called(self, product: Product) -> str:
        return str(product)

    @admin.display(description=_("price"), ordering="price")
    def price_shown(self, product: Product) -> str:
        return money(product.price, product.shop.currency)

    @admin.display(description=_("regular price"))
    def regular_price_shown(self, product: Product) -> str:
        return money(product.regular_price, product.shop.currency)


@admin.register(Category)
class CategoryAdmin(ShopScopedAdmin[Category]):
    list_display = ["called", "external_id", "parent"]
    list_select_related = ["shop", "parent"]
    ordering = ["name", "pk"]
    search_fields = ["name", "=external_id"]

    @admin.display(description=_("category"), ordering="name")
    def called(self, category: Category) -> str:
        return str(category)


@admin.register(CustomerGroup)
class CustomerGroupAdmin(ShopScopedAdmin[CustomerGroup]):
    list_display = ["called", "external_id", "discount", "times", "free_shipping"]
    list_select_related = ["shop"]
    ordering = ["name", "pk"]
    search_fields = ["name", "=external_id"]
    exclude = ["discount_percent", "points_multiplier"]
    readonly_fields = ["discount", "times"]

    @admin.display(description=_("customer group"), ordering="name")
    def called(self, group: CustomerGroup) -> str:
        return str(group)

    @admin.display(description=_("discount"), ordering="discount_percent")
    def discount(self, group: CustomerGroup) -> str:
        return percent(group.discount_percent)

    @admin.display(description=_("points multiplier"), ordering="points_multiplier")
    def times(self, group: CustomerGroup) -> str:
        return f"× {number(group.points_multiplier)}"


class LineCount(TypedDict):
    items: int


class CartLineInline(ReadOnlyInline[CartLine, Cart]):
    model = CartLine
    fields = ["product_link", "quantity", "price"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartLine]:
        rows = super().get_queryset(request)
        return rows.select_related("product", "cart__shop").order_by("pk")

    @admin.display(description=_("product"))
    def product_link(self, line: CartLine) -> str:
        return link(line.product, line.name)

    @admin.display(description=_("unit price"))
    def price(self, line: CartLine) -> str:
        said, known = line.unit_price, line.product.price
        return unit_money(known if said is None else said, line.cart.shop.currency)


@admin.register(Cart)
class CartAdmin(ShopScopedAdmin[Cart]):
    list_display = ["external_id", "customer_link", "items", "updated_at", "order_link"]
    list_filter = ["removed", "updated_at"]
    list_select_related = ["shop", "customer", "order"]
    ordering = [F("updated_at").desc(nulls_last=True), "-pk"]
    search_fields = ["=external_id", "email", "customer__email"]
    inlines = [CartLineInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        return super().get_queryset(request).annotate(items=Count("lines"))

    @admin.display(description=_("lines"))
    def items(self, cart: Annotated[Cart, Annotations[LineCount]]) -> int:
        return cart.items

    @admin.display(description=_("customer"))
    def customer_link(self, cart: Cart) -> str:
        return link(cart.customer)

    @admin.display(description=_("order"))
    def order_link(self, cart: Cart) -> str:
        return link(cart.order)


@admin.register(CustomerLook)
class CustomerLookAdmin(ShopScopedAdmin[CustomerLook]):
    """Who opened the page of which customer, for whoever answers for the shop's data."""

    list_display = ["day", "user", "customer_link"]
    list_filter = ["day"]
    list_select_related = ["shop", "user", "customer"]
    ordering = ["-day", "-pk"]
    search_fields = ["user__email", "=customer__external_id"]
    fields = ["day", "user", "customer_link"]

    @admin.display(description=_("customer"))
    def customer_link(self, look: CustomerLook) -> str:
        return link(look.customer)
