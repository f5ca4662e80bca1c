from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from api import actions as api_actions
from api import queries as api_queries
from api.admin.connection import connection_page
from api.models import ApiKey
from api.rules import SCOPE_RIGHTS
from core.templatetags.typography import day
from shop.admin import ShopScopedAdmin
from shop.models import Shop
from shop.queries import shops_of

LATEST_USES = 30


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
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "A key does no more than you may do yourself, and stops with your access."
        ),
    )

    def __init__(self, data: QueryDict | None, user: User | AnonymousUser) -> None:
        super().__init__(data)
        shop = self.fields["shop"]
        assert isinstance(shop, forms.ModelChoiceField)
        mine = [each.pk for each in shops_of(user)]
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        offered = [each for each in ApiKey.Scope if user.has_perm(SCOPE_RIGHTS[each])]
        scopes.choices = [(each.value, each.label) for each in offered]
        scopes.initial = [each.value for each in offered]
        shop.queryset = Shop.objects.filter(pk__in=mine).order_by("name", "pk")


@admin.register(ApiKey)
class ApiKeyAdmin(ShopScopedAdmin[ApiKey]):
    """Create and revoke keys; a token is shown once, to whoever has created it."""

    list_display = ["name", "begins", "allowed", "maker", "last_used_on", "revoked_at"]
    list_filter = [
        ("revoked_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["shop", "created_by"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["name", "prefix"]
    fields = [
        "shop",
        "name",
        "begins",
        "allowed",
        "rate_limit",
        "created_at",
        "maker",
        "last_used_on",
        "revoked_at",
        "history",
    ]

    @admin.display(description=gettext_lazy("begins with"))
    def begins(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @admin.display(description=gettext_lazy("may"))
    def allowed(self, key: ApiKey) -> str:
        return ", ".join(key.scope_labels)

    @admin.display(description=gettext_lazy("made by"), ordering="created_by__email")
    def maker(self, key: ApiKey) -> str:
        return key.created_by.email if key.created_by else _("a command on the server")

    @admin.display(description=gettext_lazy("uses"))
    def history(self, key: ApiKey) -> str:
        """The latest days, each with what the key was used for and from where."""
        uses = [
            (day(use.day), use.get_scope_display(), use.address)
            for use in api_queries.uses_of(key)[:LATEST_USES]
        ]
        lines = format_html_join("", "<li>{} · {} · {}</li>", uses)
        return format_html("<ul>{}</ul>", lines) if uses else _("not used yet")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A key opens the shop to whoever holds it: making one is a right of its own."""
        allowed = request.user.has_perm("api.add_apikey")
        return allowed and self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        revoke = self.guarded(self.revoke_view, needs="api.change_apikey")
        page = self.guarded(self.connection_view, needs="api.view_apikey")
        own = [
            path("<int:pk>/revoke/", revoke, name="api_apikey_revoke"),
            path("connection/<int:pk>/", page, name="api_apikey_connection"),
        ]
        return own + super().get_urls()

    def connection_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts}
        return connection_page(request, pk, frame)

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
            assert isinstance(request.user, User), "the back-office is behind a log-in"
            now = timezone.now()
            key, token = api_actions.create_key(
                **form.cleaned_data, by=request.user, now=now
            )
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
        if request.method == "POST":
            if key.revoked_at is None:
                api_actions.revoke_key(key=key, now=timezone.now())
                self.log_change(request, key, _("Revoked."))
            self.message_user(
                request,
                _("%(key)s opens nothing any more.") % {"key": key},
                messages.SUCCESS,
            )
            return HttpResponseRedirect(reverse("admin:api_apikey_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Revoke this key?"),
            "key": key,
        }
        return TemplateResponse(request, "admin/api/apikey/revoke.html", context)
