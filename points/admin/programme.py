from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import author_of
from core.errors import Refused
from core.templatetags.typography import symbol
from points import actions as points
from points import queries as points_queries
from points.forms import ProgrammeForms
from points.models import RuleVersion
from shop.admin import AuthoredAdmin, ScopedFilter
from shop.models import Shop
from shop.queries import shops_of


@admin.register(RuleVersion)
class RuleVersionAdmin(AuthoredAdmin[RuleVersion]):
    """Versions never change: the form saves the next one."""

    list_display = ["version", "effective_from", "earning", "written_by"]
    list_filter = [("shop", ScopedFilter)]
    list_select_related = ["shop"]
    ordering = ["-effective_from", "-pk"]
    fields = ["shop", "effective_from", "written_by", "said", "changed"]

    @admin.display(description=gettext_lazy("version"), ordering="number")
    def version(self, version: RuleVersion) -> str:
        return _("Version %(number)d") % {"number": version.number}

    @admin.display(description=gettext_lazy("points"))
    def earning(self, version: RuleVersion) -> str:
        return points_queries.earning(version)

    @admin.display(description=gettext_lazy("programme"))
    def said(self, version: RuleVersion) -> str:
        return listed(points_queries.sentences(version).values())

    @admin.display(description=gettext_lazy("changed by this version"))
    def changed(self, version: RuleVersion) -> str:
        before = points_queries.previous(version)
        if before is None:
            return _("This is the first version.")
        found = points_queries.changes(
            points_queries.sentences(before), points_queries.sentences(version)
        )
        return format_html_join("", "<del>{}</del> <ins>{}</ins><br>", found)

    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(self.edit_view)
        compare = self.admin_site.admin_view(self.compare_view)
        own = [
            path("edit/<int:shop_id>/", edit, name="points_ruleversion_edit"),
            path("compare/<int:shop_id>/", compare, name="points_ruleversion_compare"),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"shops": shops_of(request.user), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def edit_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        now = timezone.now()
        shop = _shop_of(request, shop_id)
        # Dates are the shop's own, read and written.
        with timezone.override(shop.zone):
            forms = ProgrammeForms(
                request.POST or None, version=points_queries.rules_at(shop, now)
            )
            valid = request.method == "POST" and forms.is_valid()
            if valid and "preview" not in request.POST:
                try:
                    return self._save(request, shop, forms)
                except Refused as refused:
                    forms.rules.add_error(None, str(refused))
            return self._show(request, shop, forms).render()

    def compare_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """Two versions side by side: those asked for, or the last two."""
        shop = _shop_of(request, shop_id)
        rows = self.get_queryset(request).filter(shop=shop).select_related("shop")
        versions = list(rows.order_by("-number"))
        newer = _asked(versions, request.GET.get("newer"), versions[0])
        older = _asked(versions, request.GET.get("older"), versions[:2][-1])
        with timezone.override(shop.zone):
            lines = points_queries.side_by_side(
                points_queries.sentences(older), points_queries.sentences(newer)
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Versions of the programme of %(shop)s") % {"shop": shop},
            "versions": versions,
            "compared": [(each, self.written_by(each)) for each in (older, newer)],
            "older": older,
            "newer": newer,
            "lines": lines,
        }
        return TemplateResponse(request, "admin/points/ruleversion/compare.html", context)

    def _save(
        self, request: HttpRequest, shop: Shop, forms: ProgrammeForms
    ) -> HttpResponse:
        """Raises StaleSettings."""
        base = forms.rules.cleaned_data["base"]
        version = points.save_rules(
            shop=shop,
            base=base,
            values=forms.settings(),
            author=author_of(request.user),
            now=timezone.now(),
        )
        if version == base:
            self.message_user(request, _("Nothing was changed."), messages.INFO)
        else:
            self.log_addition(request, version, [{"added": {}}])
            self.message_user(request, _("The programme now says this:"), messages.SUCCESS)
        page = reverse("admin:points_ruleversion_change", args=[version.pk])
        return HttpResponseRedirect(page)

    def _show(
        self, request: HttpRequest, shop: Shop, forms: ProgrammeForms
    ) -> TemplateResponse:
        version = points_queries.rules_at(shop, timezone.now())
        said = points_queries.sentences(version)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Programme of %(shop)s") % {"shop": shop},
            "currency": symbol(shop.currency),
            "version": version,
            "sentences": said.values(),
            "changes": points_queries.changes(said, forms.said())
            if forms.is_valid()
            else None,
            "form": forms.rules,
            "bonuses": forms.bonuses,
            "actions": forms.actions,
            "faults": forms.faults,
        }
        return TemplateResponse(request, "admin/points/ruleversion/edit.html", context)


def _shop_of(request: HttpRequest, shop_id: int) -> Shop:
    for shop in shops_of(request.user):
        if shop.pk == shop_id:
            return shop
    raise Http404


def _asked(
    versions: Iterable[RuleVersion], number: str | None, default: RuleVersion
) -> RuleVersion:
    return next((each for each in versions if str(each.number) == number), default)


def listed(sentences: Iterable[str]) -> str:
    items = format_html_join("", "<li>{}</li>", ((each,) for each in sentences))
    return format_html('<ul class="sentences">{}</ul>', items)
