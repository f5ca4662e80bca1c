"""The shop's own back-office: its orders, and what changing one will move."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import author_of
from core.admin import ReadOnlyInline
from core.errors import Refused
from core.templatetags.typography import money
from demo_shop.actions import changing, syncing
from demo_shop.forms import ChangeOrderForm
from demo_shop.models import DemoOrder, DemoOrderLine
from programme.actions.receipts import OrderPreview
from shop.admin import ShopScopedAdmin


class DemoOrderLineInline(ReadOnlyInline[DemoOrderLine, DemoOrder]):
    model = DemoOrderLine
    fields = ["name", "quantity", "price", "refunded_quantity"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DemoOrderLine]:
        rows = super().get_queryset(request)
        return rows.select_related("order__shop").order_by("pk")

    @admin.display(description=gettext_lazy("unit price"))
    def price(self, line: DemoOrderLine) -> str:
        return money(line.unit_price, line.order.shop.currency)


@admin.register(DemoOrder)
class DemoOrderAdmin(ShopScopedAdmin[DemoOrder]):
    list_display = ["reference", "number", "email", "state", "placed_at", "amount"]
    list_filter = [
        "state",
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["shop"]
    ordering = ["-placed_at", "-pk"]
    search_fields = ["=reference", "=number", "email"]
    inlines = [DemoOrderLineInline]
    fields = [
        ("reference", "number", "email"),
        ("state", "placed_at", "paid_at", "withdrawn_at"),
        ("amount", "sending", "rebate", "refund"),
        "codes",
    ]

    @admin.display(description=gettext_lazy("total"), ordering="total")
    def amount(self, order: DemoOrder) -> str:
        return money(order.total, order.shop.currency)

    @admin.display(description=gettext_lazy("shipping"))
    def sending(self, order: DemoOrder) -> str:
        return money(order.shipping, order.shop.currency)

    @admin.display(description=gettext_lazy("discount"))
    def rebate(self, order: DemoOrder) -> str:
        return money(order.discount, order.shop.currency)

    @admin.display(description=gettext_lazy("refunded outside lines"))
    def refund(self, order: DemoOrder) -> str:
        return money(order.refunded_amount, order.shop.currency)

    @admin.display(description=gettext_lazy("voucher codes"))
    def codes(self, order: DemoOrder) -> str:
        return ", ".join(order.vouchers)

    def get_urls(self) -> list[URLPattern]:
        change = self.guarded(self.change_order_view, needs="demo_shop.change_demoorder")
        own = [path("<int:pk>/modifier/", change, name="demo_shop_demoorder_modify")]
        return own + super().get_urls()

    def change_order_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, then the preview of the change, then make exactly that change."""
        order = self.get_queryset(request).filter(pk=pk).first()
        if order is None:
            raise Http404
        form = ChangeOrderForm(request.POST or None, order=order)
        preview = None
        if form.is_valid():
            try:
                if seen := request.POST.get("seen"):
                    return self._change(request, order, form, seen)
                preview = changing.preview_change(
                    order=order,
                    change=form.change,
                    author=author_of(request.user),
                    now=timezone.now(),
                )
            except changing.PreviewChanged as changed:
                preview = changed.preview
                messages.warning(request, str(changed))
            except Refused as refusal:
                form.add_error(None, str(refusal))
        return self._page(request, order, form, preview)

    def _change(
        self, request: HttpRequest, order: DemoOrder, form: ChangeOrderForm, seen: str
    ) -> HttpResponse:
        """Raises PreviewChanged and shop.Invalid."""
        changed = changing.change_order(
            order=order,
            change=form.change,
            seen=seen,
            author=author_of(request.user),
            now=timezone.now(),
        )
        try:
            syncing.sync_order(changed)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        text = _("Order changed: %(state)s.") % {"state": changed.get_state_display()}
        self.log_change(request, changed, text)
        messages.success(request, text)
        page = reverse("admin:demo_shop_demoorder_change", args=[order.pk])
        return HttpResponseRedirect(page)

    def _page(
        self,
        request: HttpRequest,
        order: DemoOrder,
        form: ChangeOrderForm,
        preview: OrderPreview | None,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change the order"),
            "order": order,
            "form": form,
            "preview": preview,
            "currency": order.shop.currency,
        }
        return TemplateResponse(request, "admin/demo_shop/demoorder/modify.html", context)
