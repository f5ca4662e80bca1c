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
from core.templatetags.typography import symbol
from referrals import phrases as referrals_phrases
from referrals.actions import terms as referrals
from referrals.forms.terms import ReferralTermsForm
from referrals.models import ReferralTerms
from referrals.queries import terms as referrals_terms
from shop.access import own_shop
from shop.admin import AuthoredAdmin
from shop.models import Shop


@admin.register(ReferralTerms)
class ReferralTermsAdmin(AuthoredAdmin[ReferralTerms]):
    """Versions never change: the form saves the next one."""

    list_display = ["version", "effective_from", "active", "written_by"]
    list_select_related = ["shop"]
    ordering = ["-effective_from", "-pk"]
    fields = ["shop", "effective_from", "written_by", "sentences"]

    def named(self, obj: ReferralTerms) -> str:
        return self.version(obj)

    @admin.display(description=gettext_lazy("version"), ordering="number")
    def version(self, terms: ReferralTerms) -> str:
        return _("Version %(number)d") % {"number": terms.number}

    @admin.display(description=gettext_lazy("conditions"))
    def sentences(self, terms: ReferralTerms) -> str:
        lines = referrals_phrases.all_sentences(terms)
        items = format_html_join("", "<li>{}</li>", ((each,) for each in lines))
        return format_html('<ul class="sentences">{}</ul>', items)

    def get_urls(self) -> list[URLPattern]:
        edit = self.guarded(self.edit_view, needs="referrals.add_referralterms")
        own = [path("edit/<int:shop_id>/", edit, name="referrals_referralterms_edit")]
        return own + super().get_urls()

    def edit_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop, now = own_shop(request, shop_id), timezone.now()
        current = referrals_terms.terms_at(shop, now)
        start = referrals_terms.terms_at(shop, now) or ReferralTerms(
            shop=shop, number=0, **_FIRST
        )
        form = ReferralTermsForm(request.POST or None, instance=start)
        valid = request.method == "POST" and form.is_valid()
        if valid and "preview" not in request.POST:
            try:
                return self._save(request, shop, form)
            except Refused as refused:
                form.add_error(None, str(refused))
        return self._show(request, shop, current, form)

    def _save(
        self, request: HttpRequest, shop: Shop, form: ReferralTermsForm
    ) -> HttpResponse:
        """Raises: StaleTerms."""
        base = form.cleaned_data["base"]
        terms = referrals.save_terms(
            shop=shop,
            base=base,
            values=form.settings(),
            author=author_of(request.user),
            now=timezone.now(),
        )
        if terms.number == base:
            self.message_user(request, _("Nothing was changed."), messages.INFO)
        else:
            self.log_addition(request, terms, [{"added": {}}])
            message = _("The referral conditions now say this:")
            self.message_user(request, message, messages.SUCCESS)
        page = reverse("admin:referrals_referralterms_change", args=[terms.pk])
        return HttpResponseRedirect(page)

    def _show(
        self,
        request: HttpRequest,
        shop: Shop,
        current: ReferralTerms | None,
        form: ReferralTermsForm,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Referrals of %(shop)s") % {"shop": shop},
            "currency": symbol(shop.currency),
            "terms": current,
            "sentences": referrals_phrases.all_sentences(current) if current else [],
            "preview": referrals_phrases.all_sentences(form.instance)
            if form.is_valid()
            else None,
            "form": form,
            "sides": [
                (side, {kind: form[f"{side}_{kind}"] for kind in _KINDS})
                for side in ("sponsor", "friend")
            ],
        }
        return TemplateResponse(request, "admin/referrals/referralterms/edit.html", context)


_KINDS = ["gives", "points", "amount", "percent"]
# What the form proposes where the programme has never been open.
_FIRST = {"sponsor_amount": 10, "friend_amount": 10}
