"""Cart offers: opened, changed and closed here, with what they have come to."""

from typing import Any, override

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.queries import author_of
from core.admin import link
from core.errors import Refused
from core.money import ZERO
from core.templatetags.typography import money, number
from shop.access import may, own_shop
from shop.admin import AuthoredAdmin
from shop.models import Shop
from vouchers.actions.offers import change_offer, close_offer, open_offer
from vouchers.admin.permissions import OFFER
from vouchers.forms.offers import OfferForm
from vouchers.models import CartOffer
from vouchers.phrases.offers import (
    audience_sentence,
    offer_sentences,
    period_sentence,
    step_sentences,
)
from vouchers.queries.offer_results import with_results, with_words
from vouchers.queries.scope_names import offer_scope_names

State = CartOffer.State


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [
            ("open", gettext_lazy("Open, or in early access")),
            ("scheduled", State.SCHEDULED.label),
            ("over", State.OVER.label),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        over = Q(closed_at__lte=now) | Q(ends_at__lte=now)
        begun = Q(starts_at__lte=now) | Q(early_from__lte=now)
        asked = {"open": begun & ~over, "scheduled": ~begun & ~over, "over": over}
        return queryset.filter(asked.get(self.value() or "", Q()))


@admin.register(CartOffer)
class CartOfferAdmin(AuthoredAdmin[CartOffer]):
    list_display = ["called", "what", "for_whom", "period", "standing", "orders", "given"]
    list_filter = [StandingFilter]
    list_select_related = ["shop"]
    ordering = ["-starts_at", "-pk"]
    search_fields = ["label_fr", "label_en"]
    fields = [
        ("called", "label_en", "standing"),
        ("what", "for_whom", "period"),
        ("priority", "orders", "given"),
        ("written_by", "replaces_link"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartOffer]:
        rows = super().get_queryset(request)
        return with_words(with_results(rows))

    @admin.display(description=gettext_lazy("offer"), ordering="label_fr")
    def called(self, offer: CartOffer) -> str:
        return offer.label_fr

    @admin.display(description=gettext_lazy("gives"))
    def what(self, offer: CartOffer) -> str:
        steps = ((step,) for step in step_sentences(offer))
        return format_html_join("", "{}<br>", steps)

    @admin.display(description=gettext_lazy("for"))
    def for_whom(self, offer: CartOffer) -> str:
        return audience_sentence(offer)

    @admin.display(description=pgettext_lazy("offer", "when"), ordering="starts_at")
    def period(self, offer: CartOffer) -> str:
        with timezone.override(offer.shop.zone):
            return period_sentence(offer)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, offer: CartOffer) -> str:
        return str(offer.state_at(timezone.now()).label)

    @admin.display(description=gettext_lazy("orders"), ordering="orders")
    def orders(self, offer: Any) -> str:
        return number(offer.orders)

    @admin.display(description=gettext_lazy("discount given"), ordering="given")
    def given(self, offer: Any) -> str:
        return money(offer.given or ZERO, offer.shop.currency)

    @admin.display(description=gettext_lazy("replaces"))
    def replaces_link(self, offer: CartOffer) -> str:
        return link(offer.replaces)

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "open": ("open/<int:shop_id>/", self.open_view),
            "edit": ("<int:pk>/edit/", self.edit_view),
            "close": ("<int:pk>/close/", require_POST(self.close_view)),
        }
        own = [
            path(
                address,
                self.guarded(view, needs=OFFER),
                name=f"vouchers_cartoffer_{name}",
            )
            for name, (address, view) in pages.items()
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_offer": may(request, OFFER)}
        return super().changelist_view(request, extra | (extra_context or {}))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: CartOffer | None = None,
    ) -> HttpResponse:
        if obj:
            over = obj.state_at(timezone.now()) == State.OVER
            with timezone.override(obj.shop.zone):
                context |= {
                    "sentences": list(offer_sentences(obj, offer_scope_names(obj))),
                    "may_offer": may(request, OFFER) and not over,
                }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def open_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        return self._write(request, own_shop(request, shop_id), None)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        offer = self._own(request, pk)
        return self._write(request, offer.shop, offer)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        offer = self._own(request, pk)
        try:
            close_offer(offer=offer, now=timezone.now())
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.log_change(request, offer, _("Closed."))
            said = _("The offer is closed: no cart has it any more.")
            self.message_user(request, said, messages.SUCCESS)
        return _to(offer)

    def _own(self, request: HttpRequest, pk: int) -> CartOffer:
        rows = self.get_queryset(request).select_related("shop")
        offer = rows.filter(pk=pk).first()
        if offer is None:
            raise Http404
        return offer

    def _write(
        self, request: HttpRequest, shop: Shop, offer: CartOffer | None
    ) -> HttpResponse:
        form = OfferForm(request.POST or None, shop=shop, now=timezone.now(), offer=offer)
        if request.method == "POST" and form.is_valid():
            try:
                return self._save(request, form, offer)
            except Refused as refused:
                # Beside the field it is about, where the form has it.
                field = str(refused.details.get("field"))
                field = _NAMES.get(field, field)
                form.add_error(field if field in form.fields else None, str(refused))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change an offer") if offer else _("Open an offer"),
            "subtitle": shop.name,
            "offer": offer,
            "begun": offer is not None and offer.has_begun(form.now),
            "form": form,
        }
        return TemplateResponse(request, "admin/vouchers/offer/edit.html", context)

    def _save(
        self, request: HttpRequest, form: OfferForm, offer: CartOffer | None
    ) -> HttpResponse:
        """Raises Refused."""
        by: dict[str, Any] = {"author": author_of(request.user), "now": form.now}
        if offer is None:
            saved = open_offer(shop=form.shop, terms=form.terms, **by)
        else:
            saved = change_offer(offer=offer, terms=form.terms, **by)
        if saved == offer:
            self.log_change(request, saved, _("Changed before it began."))
        else:
            self.log_addition(request, saved, [{"added": {}}])
        self.message_user(request, _("The offer now says this:"), messages.SUCCESS)
        return _to(saved)


def _to(offer: CartOffer) -> HttpResponse:
    page = reverse("admin:vouchers_cartoffer_change", args=[offer.pk])
    return HttpResponseRedirect(page)


# What the form calls what the terms call so.
_NAMES = {"starts_at": "starts", "ends_at": "ends", "early_from": "early"}
