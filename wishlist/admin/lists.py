from typing import Annotated, TypedDict

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import Annotations

from core.admin import ReadOnlyInline, link
from core.templatetags.typography import number
from shop.admin import ShopScopedAdmin
from wishlist.admin.statistics import statistics_view
from wishlist.models import Wish, Wishlist


class Many(TypedDict):
    many: int


class WishInline(ReadOnlyInline[Wish, Wishlist]):
    """The wishes; notes are between the customer and those who have the link."""

    model = Wish
    fields = ["product_link", "quantity", "priority", "added_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wish]:
        rows = super().get_queryset(request).filter(removed_at=None)
        return rows.select_related("product").order_by("priority", "-added_at", "-pk")

    @admin.display(description=_("product"))
    def product_link(self, wish: Wish) -> str:
        return link(wish.product)


@admin.register(Wishlist)
class WishlistAdmin(ShopScopedAdmin[Wishlist]):
    list_display = ["called", "customer_link", "held", "is_shared", "created_at"]
    list_filter = ["default"]
    list_select_related = ["shop", "customer"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["customer__email", "=customer__external_id"]
    search_help_text = _("The customer’s e-mail or id in the shop")
    inlines = [WishInline]
    fields = [("called", "customer_link"), ("is_shared", "created_at")]

    def get_urls(self) -> list[URLPattern]:
        view = self.guarded(statistics_view, needs="wishlist.view_wishlist")
        own = [path("statistics/<int:shop_id>/", view, name="wishlist_wishlist_statistics")]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wishlist]:
        living = Count("wishes", filter=Q(wishes__removed_at=None))
        rows = super().get_queryset(request).filter(removed_at=None)
        return rows.annotate(many=living)

    @admin.display(description=_("wish list"), ordering="name")
    def called(self, wishlist: Wishlist) -> str:
        return wishlist.name or str(_("Default list"))

    @admin.display(description=_("customer"))
    def customer_link(self, wishlist: Wishlist) -> str:
        return link(wishlist.customer)

    @admin.display(description=_("wishes"), ordering="many")
    def held(self, wishlist: Annotated[Wishlist, Annotations[Many]]) -> str:
        return number(wishlist.many)

    @admin.display(description=_("shared"), boolean=True)
    def is_shared(self, wishlist: Wishlist) -> bool:
        return wishlist.share_key is not None

    def named(self, obj: Wishlist) -> str:
        return self.called(obj)
