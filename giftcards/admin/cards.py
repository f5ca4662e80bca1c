"""Gift cards to look at, cancel and count; how they are made, and what they refused."""

from typing import Any, override

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.phrases import author_name
from accounts.queries import author_of, staff_email
from core.admin import link
from core.errors import Refused
from core.exports import Column, ExportedAdmin, Label
from core.templatetags.typography import money
from giftcards.actions.ending import cancel
from giftcards.admin.filters import CardStateFilter
from giftcards.admin.making import MAKE, batch_view, file_view, one_view
from giftcards.admin.report import report_view
from giftcards.forms.cancelling import CancelCardForm
from giftcards.models import CardTerms, GiftCard, RefusedPayment, VatRegime
from giftcards.phrases import why_refused
from giftcards.queries.finding import refused_for
from giftcards.queries.printing import printed_at
from giftcards.queries.searching import search_cards
from shop.access import may
from shop.admin import ShopExport, ShopScopedAdmin
from shop.queries import shops_of
from vouchers.admin.displays import ValidUntilDisplay

CANCEL = "giftcards.cancel_giftcard"
COUNT = "giftcards.view_giftcard_report"
# Movements and refusals that somebody looks through on a page.
LATEST = 200


class CardExport(ShopExport):
    code = Column("code", gettext_lazy("code"))
    state = Column("state_at", gettext_lazy("state"))
    amount = Column("amount", gettext_lazy("amount"))
    balance = Column("balance", gettext_lazy("balance"))
    currency = Column("shop__currency", gettext_lazy("currency"))
    vat_regime = Label("vat_regime", gettext_lazy("VAT regime"), VatRegime.choices)
    vat_rate = Column("vat_rate", gettext_lazy("VAT rate in percent"))
    valid_from = Column("valid_from", gettext_lazy("valid from"))
    valid_until = Column("valid_until", gettext_lazy("valid until"))
    order = Column("order__external_id", gettext_lazy("bought by order"))
    issued_at = Column("issued_at", gettext_lazy("issued"))

    def dehydrate_state(self, card: GiftCard) -> str:
        return str(card.state_at(timezone.now()).label)


@admin.register(GiftCard)
class GiftCardAdmin(ValidUntilDisplay, ExportedAdmin[GiftCard], ShopScopedAdmin[GiftCard]):
    export_class = CardExport
    import_export_change_list_template = "admin/giftcards/giftcard/change_list.html"

    list_display = [
        "code",
        "face",
        "left",
        "state",
        "recipient",
        "order_link",
        "last",
        "written_by",
    ]
    list_filter = [
        CardStateFilter,
        "issued_at",
        "vat_regime",
        "single_use",
    ]
    list_select_related = ["shop", "order"]
    ordering = ["-issued_at", "-pk"]
    search_fields = ["code"]
    search_help_text = gettext_lazy(
        "How the code begins; or a recipient’s e-mail, or an order’s id in the shop"
    )
    fields = [
        ("code", "state", "order_link"),
        ("face", "left"),
        ("least", "single_use"),
        ("vat_regime", "vat_rate"),
        ("valid_from", "last"),
        ("sender", "recipient", "email"),
        ("message", "deliver_at", "holder_link"),
        ("issued_at", "written_by"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GiftCard]:
        rows = super().get_queryset(request)
        return rows.annotate(
            made_by=staff_email("author"), stopped_by=staff_email("cancelled_by")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[GiftCard], search_term: str
    ) -> tuple[QuerySet[GiftCard], bool]:
        if not search_term.strip():
            return queryset, False
        return search_cards(queryset, shops_of(request.user), search_term), False

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "cancel": ("<int:pk>/cancel/", self.cancel_view, CANCEL),
            "report": ("report/<int:shop_id>/", report_view, COUNT),
            "one": ("make/<int:shop_id>/", one_view, MAKE),
            "file": ("file/<int:shop_id>/", file_view, MAKE),
            "batch": ("batch/<int:pk>/", batch_view, MAKE),
        }
        own = [
            path(
                address, self.guarded(page, needs=needs), name=f"giftcards_giftcard_{name}"
            )
            for name, (address, page, needs) in pages.items()
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {
            "may_make": may(request, MAKE),
            "may_count": may(request, COUNT),
        }
        return super().changelist_view(request, extra | (extra_context or {}))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: GiftCard | None = None,
    ) -> HttpResponse:
        if obj:
            rows = obj.movements.select_related("order").order_by("-number")
            context |= {
                "movements": rows[:LATEST],
                "refused": [(row, why_refused(row)) for row in refused_for(obj)[:LATEST]],
                "cancelled_by": author_name(obj.cancelled_by, vars(obj)["stopped_by"]),
                "printed": printed_at(obj),
                "may_cancel": obj.balance > 0 and may(request, CANCEL),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is left of one card, with a reason."""
        card = get_object_or_404(self.get_queryset(request), pk=pk)
        form = CancelCardForm(request.POST or None)
        page = reverse("admin:giftcards_giftcard_change", args=[card.pk])
        if request.method == "POST" and form.is_valid():
            try:
                cancel(
                    card=card,
                    reason=form.cleaned_data["reason"],
                    author=author_of(request.user),
                    now=timezone.now(),
                )
            except Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                # The reason is kept on the card, where it can be erased.
                self.log_change(request, card, _("Cancelled."))
                self.message_user(
                    request, _("The gift card is cancelled."), messages.SUCCESS
                )
            return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Cancel a gift card"),
            "card": card,
            "form": form,
        }
        return TemplateResponse(request, "admin/giftcards/giftcard/cancel.html", context)

    @admin.display(description=gettext_lazy("author"), ordering="author")
    def written_by(self, card: GiftCard) -> str:
        return author_name(card.author, vars(card)["made_by"])

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def face(self, card: GiftCard) -> str:
        return money(card.amount, card.shop.currency)

    @admin.display(description=gettext_lazy("balance"), ordering="balance")
    def left(self, card: GiftCard) -> str:
        return money(card.balance, card.shop.currency)

    @admin.display(description=gettext_lazy("minimum cart"))
    def least(self, card: GiftCard) -> str:
        return money(card.minimum, card.shop.currency)

    @admin.display(description=gettext_lazy("state"))
    def state(self, card: GiftCard) -> str:
        return str(card.state_at(timezone.now()).label)

    @admin.display(description=gettext_lazy("bought by order"))
    def order_link(self, card: GiftCard) -> str:
        return link(card.order)

    @admin.display(description=gettext_lazy("in the account of"))
    def holder_link(self, card: GiftCard) -> str:
        return link(card.holder)


@admin.register(RefusedPayment)
class RefusedPaymentAdmin(ShopScopedAdmin[RefusedPayment]):
    """What orders say that cards have paid, and they have not: somebody has to look."""

    list_display = ["code", "sum", "order_link", "why", "recorded_at"]
    list_filter = ["reason", "recorded_at"]
    list_select_related = ["order", "shop"]
    ordering = ["-recorded_at", "-pk"]
    search_fields = ["code", "order__reference"]
    fields = [("code", "sum"), ("order_link", "why"), "recorded_at"]

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, refused: RefusedPayment) -> str:
        return money(refused.amount, refused.shop.currency)

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, refused: RefusedPayment) -> str:
        return link(refused.order)

    @admin.display(description=gettext_lazy("reason"), ordering="reason")
    def why(self, refused: RefusedPayment) -> str:
        return why_refused(refused)


@admin.register(CardTerms)
class CardTermsAdmin(ShopScopedAdmin[CardTerms]):
    """How cards are made from now on; those that are there keep their own."""

    list_display = ["named_for", "validity", "single_use", "least", "vat_regime", "rate"]
    list_select_related = ["shop", "product"]
    ordering = ["shop", "product__name", "pk"]
    raw_id_fields = ["product"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, "giftcards.add_cardterms")

    def has_change_permission(
        self, request: HttpRequest, obj: CardTerms | None = None
    ) -> bool:
        allowed = may(request, "giftcards.change_cardterms")
        return allowed and self.has_view_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: CardTerms | None = None
    ) -> bool:
        """Those of the shop stay: without them it makes no cards."""
        allowed = may(request, "giftcards.delete_cardterms")
        return allowed and (obj is None or obj.product_id is not None)

    def get_readonly_fields(
        self, request: HttpRequest, obj: CardTerms | None = None
    ) -> list[Any]:
        return ["shop", "product", "since"] if obj else ["since"]

    def save_model(
        self, request: HttpRequest, obj: CardTerms, form: Any, change: bool
    ) -> None:
        if not change:
            obj.since = timezone.now()
        obj.save()

    @admin.display(description=gettext_lazy("gift card"))
    def named_for(self, terms: CardTerms) -> str:
        return str(terms)

    @admin.display(description=gettext_lazy("minimum cart"), ordering="minimum")
    def least(self, terms: CardTerms) -> str:
        return money(terms.minimum, terms.shop.currency)

    @admin.display(description=gettext_lazy("VAT rate in percent"))
    def rate(self, terms: CardTerms) -> str:
        return "" if terms.vat_rate is None else f"{terms.vat_rate}"
