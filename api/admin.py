from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from api import actions as api_actions
from api.models import ApiKey
from shop.admin import ScopedFilter, ShopScopedAdmin, require
from shop.models import Shop
from shop.queries import shops_of


class ApiKeyForm(forms.Form):
    shop = forms.ModelChoiceField(
        Shop.objects.none(), label=gettext_lazy("Shop"), empty_label=None
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Who uses it, for instance “PrestaShop”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Rights"),
        choices=ApiKey.Scope,
        initial=ApiKey.Scope.values,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None, user: User | AnonymousUser) -> None:
        super().__init__(data)
        shop = self.fields["shop"]
        assert isinstance(shop, forms.ModelChoiceField)
        mine = [each.pk for each in shops_of(user)]
        shop.queryset = Shop.objects.filter(pk__in=mine).order_by("name", "pk")


@admin.register(ApiKey)
class ApiKeyAdmin(ShopScopedAdmin[ApiKey]):
    """Create and revoke keys; a token is shown once, to whoever has created it."""

    list_display = ["name", "begins", "allowed", "created_at", "last_used_on", "revoked_at"]
    list_filter = [
        ("revoked_at", admin.EmptyFieldListFilter),
        ("shop", ScopedFilter),
    ]
    list_select_related = ["shop"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["name", "prefix"]
    fields = [
        "shop",
        "name",
        "begins",
        "allowed",
        "rate_limit",
        "created_at",
        "last_used_on",
        "revoked_at",
    ]

    @admin.display(description=gettext_lazy("begins with"))
    def begins(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @admin.display(description=gettext_lazy("may"))
    def allowed(self, key: ApiKey) -> str:
        return ", ".join(str(ApiKey.Scope(scope).label) for scope in key.scopes)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A key opens the shop to whoever holds it: making one is a right of its own."""
        allowed = request.user.has_perm("api.add_apikey")
        return allowed and self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(self.revoke_view)
        own = [path("<int:pk>/revoke/", revoke, name="api_apikey_revoke")]
        return own + super().get_urls()

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ApiKeyForm(request.POST or None, request.user)
        token = ""
        if request.method == "POST" and form.is_valid():
            key, token = api_actions.create_key(**form.cleaned_data, now=timezone.now())
            self.log_addition(request, key, [{"added": {}}])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("New API key"),
            "form": form,
            "token": token,
        }
        return TemplateResponse(request, "admin/api/apikey/add.html", context)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = self.get_queryset(request).filter(pk=pk).first()
        if key is None:
            raise Http404
        require(request, "api.change_apikey")
        if request.method == "POST":
            return self._revoke(request, key)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Revoke this key?"),
            "key": key,
        }
        return TemplateResponse(request, "admin/api/apikey/revoke.html", context)

    def _revoke(self, request: HttpRequest, key: ApiKey) -> HttpResponse:
        if key.revoked_at is None:
            api_actions.revoke_key(key=key, now=timezone.now())
            self.log_change(request, key, _("Revoked."))
        self.message_user(
            request, _("%(key)s opens nothing any more.") % {"key": key}, messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:api_apikey_changelist"))
