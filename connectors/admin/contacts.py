"""The newsletter account of a shop."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from connectors import actions as connectors
from connectors.encryption import encrypt
from connectors.forms import ContactAccountForm
from connectors.models import ContactAccount
from core.errors import Refused
from segments.models import Segment
from shop.admin import ShopScopedAdmin
from shop.models import Shop
from shop.queries import shops_of


@admin.register(ContactAccount)
class ContactAccountAdmin(ShopScopedAdmin[ContactAccount]):
    """The newsletter service that customers who agree to offers are kept in."""

    form = ContactAccountForm
    list_display = ["shop", "kind", "synced_at", "stopped_for"]
    list_select_related = ["shop"]
    ordering = ["shop__name", "pk"]
    fields = ["shop", "kind", "key", "segments", "synced_at", "stopped_for"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        allowed = request.user.has_perm("connectors.add_connection")
        return allowed and self.has_view_permission(request)

    def has_change_permission(
        self, request: HttpRequest, obj: ContactAccount | None = None
    ) -> bool:
        allowed = request.user.has_perm("connectors.change_connection")
        return allowed and self.has_view_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: ContactAccount | None = None
    ) -> bool:
        return self.has_change_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: ContactAccount | None = None
    ) -> list[str]:
        return ["synced_at", "stopped_for", *(["shop", "kind"] if obj else [])]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "shop":
            mine = [shop.pk for shop in shops_of(request.user)]
            kwargs["queryset"] = Shop.objects.filter(pk__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        mine = [shop.pk for shop in shops_of(request.user)]
        kwargs["queryset"] = Segment.objects.filter(shop__in=mine)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: ContactAccount, form: Any, change: bool
    ) -> None:
        """The service has to take the key; one that it refuses is said and not kept."""
        key = form.cleaned_data["key"]
        try:
            if key:
                connectors.open_contacts(account=obj, key=key)
            else:
                super().save_model(request, obj, form, change)
        except Refused as refused:
            stop = str(refused)[:300]
            obj.secrets, obj.stopped_for = obj.secrets or encrypt({}), stop
            obj.save()
            self.message_user(request, str(refused), messages.ERROR)

    def delete_model(self, request: HttpRequest, obj: ContactAccount) -> None:
        """Contacts are removed from the service first."""
        try:
            connectors.close_contacts(account=obj)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
