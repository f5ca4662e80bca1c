"""The margin guard: what has been in force, and the next one."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.queries import author_of
from core.templatetags.typography import percent
from shop.access import may, own_shop
from shop.admin import AuthoredAdmin
from vouchers.actions.margin_guard import set_guard
from vouchers.admin.permissions import GUARD
from vouchers.forms.offers import MarginGuardForm
from vouchers.models import MarginGuard
from vouchers.phrases.offers import guard_sentence
from vouchers.queries.offers import guard_at


@admin.register(MarginGuard)
class MarginGuardAdmin(AuthoredAdmin[MarginGuard]):
    """Written once: the form writes the next one."""

    list_display = ["cap", "turns", "starts_at", "written_by"]
    list_select_related = ["shop"]
    ordering = ["-starts_at", "-pk"]
    fields = [("cap", "turns"), ("starts_at", "written_by")]

    @admin.display(description=gettext_lazy("ceiling"), ordering="percent")
    def cap(self, guard: MarginGuard) -> str:
        return (
            pgettext("ceiling", "none") if guard.percent is None else percent(guard.percent)
        )

    @admin.display(description=gettext_lazy("what is lowered"))
    def turns(self, guard: MarginGuard) -> str:
        return guard_sentence(guard)

    def named(self, obj: MarginGuard) -> str:
        return self.cap(obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.guarded(self.set_view, needs=GUARD)
        own = path("set/<int:shop_id>/", view, name="vouchers_marginguard_set")
        return [own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_guard": may(request, GUARD)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def set_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop, now = own_shop(request, shop_id), timezone.now()
        last = guard_at(shop, now)
        form = MarginGuardForm(request.POST or None, guard=last)
        if request.method == "POST" and form.is_valid():
            guard = set_guard(
                shop=shop,
                percent=form.cleaned_data["percent"],
                cut_order=form.order,
                author=author_of(request.user),
                now=now,
            )
            if guard != last:
                self.log_addition(request, guard, [{"added": {}}])
                said = _("From now on, this ceiling is in force.")
                self.message_user(request, said, messages.SUCCESS)
            else:
                self.message_user(request, _("Nothing was changed."), messages.INFO)
            return HttpResponseRedirect(reverse("admin:vouchers_marginguard_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Ceiling on the discounts of an order"),
            "subtitle": shop.name,
            "form": form,
        }
        return TemplateResponse(request, "admin/vouchers/guard/set.html", context)
