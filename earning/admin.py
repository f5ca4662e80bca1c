from collections.abc import Iterable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import author_of
from core.errors import Refused
from core.templatetags.typography import day, symbol
from earning import actions as earning
from earning.actions import announce_changes
from earning.forms.programme import ProgrammeForms
from earning.models import RuleVersion
from earning.phrases import programme as phrases
from earning.queries.goods import named_goods
from earning.queries.versions import latest, previous, rules_at
from shop.access import own_shop
from shop.admin import AuthoredAdmin
from shop.models import Shop


@admin.register(RuleVersion)
class RuleVersionAdmin(AuthoredAdmin[RuleVersion]):
    """Read-only versions; the edit page saves a new one."""

    list_display = ["version", "effective_from", "earning", "written_by"]
    list_select_related = ["shop"]
    ordering = ["-effective_from", "-pk"]
    fields = ["shop", "effective_from", "written_by", "in_words", "changed"]

    @admin.display(description=gettext_lazy("version"), ordering="number")
    def version(self, version: RuleVersion) -> str:
        return _("Version %(number)d") % {"number": version.number}

    @admin.display(description=gettext_lazy("points"))
    def earning(self, version: RuleVersion) -> str:
        return phrases.earning(version)

    @admin.display(description=gettext_lazy("programme"))
    def in_words(self, version: RuleVersion) -> str:
        return as_list(_sentences(version).values())

    @admin.display(description=gettext_lazy("changed by this version"))
    def changed(self, version: RuleVersion) -> str:
        before = previous(version)
        if before is None:
            return _("This is the first version.")
        found = phrases.changes(_sentences(before), _sentences(version))
        return format_html_join("", "<del>{}</del> <ins>{}</ins><br>", found)

    def get_urls(self) -> list[URLPattern]:
        edit = self.guarded(self.edit_view, needs="earning.add_ruleversion")
        compare = self.guarded(self.compare_view, needs="earning.view_ruleversion")
        own = [
            path("edit/<int:shop_id>/", edit, name="earning_ruleversion_edit"),
            path("compare/<int:shop_id>/", compare, name="earning_ruleversion_compare"),
        ]
        return own + super().get_urls()

    def edit_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop = own_shop(request, shop_id)
        # Dates are the shop's own, read and written.
        with timezone.override(shop.zone):
            forms = ProgrammeForms(request.POST or None, version=latest(shop))
            valid = request.method == "POST" and forms.is_valid()
            if valid and "preview" not in request.POST:
                try:
                    return self._save(request, shop, forms)
                except Refused as refused:
                    forms.rules.add_error(None, str(refused))
            return self._show(request, shop, forms, forms.rules.instance.pk).render()

    def compare_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """Two versions side by side: those asked for, or the last two."""
        shop = own_shop(request, shop_id)
        rows = self.get_queryset(request).filter(shop=shop).select_related("shop")
        versions = list(rows.order_by("-number"))
        newer = _asked(versions, request.GET.get("newer"), versions[0])
        older = _asked(versions, request.GET.get("older"), versions[:2][-1])
        with timezone.override(shop.zone):
            lines = phrases.side_by_side(_sentences(older), _sentences(newer))
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
        return TemplateResponse(request, "admin/earning/ruleversion/compare.html", context)

    def _save(
        self, request: HttpRequest, shop: Shop, forms: ProgrammeForms
    ) -> HttpResponse:
        """Raises: StaleSettings."""
        base = forms.rules.cleaned_data["base"]
        version = earning.save_rules(
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
            self.message_user(request, _said(version), messages.SUCCESS)
        page = reverse("admin:earning_ruleversion_change", args=[version.pk])
        return HttpResponseRedirect(page)

    def _show(
        self, request: HttpRequest, shop: Shop, forms: ProgrammeForms, last: int
    ) -> TemplateResponse:
        """``last`` is the key of the version that the form changes."""
        # Read again: the form has written into the version that it holds.
        version = rules_at(shop, timezone.now())
        coming = latest(shop) if last != version.pk else None
        sentences = _sentences(version)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Programme of %(shop)s") % {"shop": shop},
            "currency": symbol(shop.currency),
            "version": version,
            "coming": coming,
            "notice_days": shop.change_notice_days,
            "sentences": sentences.values(),
            "changes": phrases.changes(_sentences(coming or version), forms.sentences())
            if forms.is_valid()
            else None,
            "form": forms.rules,
            "bonuses": forms.bonuses,
            "actions": forms.actions,
            "error_count": forms.error_count,
        }
        return TemplateResponse(request, "admin/earning/ruleversion/edit.html", context)


def _sentences(version: RuleVersion) -> dict[str, str]:
    return phrases.sentences(version, named_goods(version))


def _said(version: RuleVersion) -> str:
    now = timezone.now()
    if version.effective_from <= now:
        return _("The programme now says this:")
    # Most shops have told everybody at once; of a large one, each hour tells the rest.
    for _told in announce_changes(now=now):
        break
    said = _(
        "The programme will say this from %(day)s. Until then today’s rules hold; your"
        " customers are told by e-mail and in their account."
    )
    return said % {"day": day(version.effective_from)}


def _asked(
    versions: Iterable[RuleVersion], number: str | None, default: RuleVersion
) -> RuleVersion:
    return next((each for each in versions if str(each.number) == number), default)


def as_list(sentences: Iterable[str]) -> str:
    items = format_html_join("", "<li>{}</li>", ((each,) for each in sentences))
    return format_html('<ul class="sentences">{}</ul>', items)
