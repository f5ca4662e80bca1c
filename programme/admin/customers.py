from typing import Annotated, Any, override

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db.models import F, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import Annotations

from accounts.models import User
from accounts.queries import author_of
from core.admin import link
from core.errors import Refused
from core.exports import ExportedAdmin
from core.templatetags.typography import day, number, signed
from points import actions as points
from points.queries.balance import balance as balance_at
from points.queries.overview import Available, with_available
from points.queries.signed_history import signed_statement
from programme.admin.erasing import ErasePages
from programme.admin.export_columns import CustomerExport
from programme.admin.merging import MergePages
from programme.admin.pinning import PinPages
from programme.forms import AdjustForm
from programme.queries import customer_overview as programme_customer_overview
from shop import queries as shop_queries
from shop.access import may
from shop.actions.looks import note_look
from shop.admin import ScopedFilter
from shop.models import Customer
from vouchers.admin.permissions import MAKE


class AlreadySent(Refused):
    """The same form with other figures: somebody went back and changed them."""

    code = "already_sent"

    def __init__(self, points: int) -> None:
        super().__init__(
            _("This form was already sent and moved %(points)s. Open it afresh.")
            % {"points": signed(points)}
        )


@admin.register(Customer)
class CustomerAdmin(ExportedAdmin[Customer], MergePages, PinPages, ErasePages):
    """The customer as the shop states them, with a page of all the programme did."""

    export_class = CustomerExport
    list_display = ["called", "email", "held_group", "points_available", "registered_on"]
    list_filter = ["guest", ("shop_group", ScopedFilter), "registered_at"]
    list_select_related = ["shop", "shop_group", "tier_group", "merged_into"]
    ordering = [F("registered_at").desc(nulls_last=True), "-pk"]
    search_fields = ["search_text", "=external_id"]
    search_help_text = gettext_lazy("E-mail, name or id in the shop")
    fields = [
        ("external_id", "email", "email_verified"),
        ("held_group", "registered_on", "guest"),
        ("language", "birthday", "updated_at", "erased_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return with_available(super().get_queryset(request), timezone.now())

    @admin.display(description=gettext_lazy("customer"), ordering="last_name")
    def called(self, customer: Customer) -> str:
        return str(customer)

    @admin.display(description=gettext_lazy("group"), ordering="shop_group__name")
    def held_group(self, customer: Customer) -> str:
        return link(customer.group)

    @admin.display(description=gettext_lazy("registered"), ordering="registered_at")
    def registered_on(self, customer: Customer) -> str:
        return day(customer.registered_at) if customer.registered_at else ""

    @admin.display(description=gettext_lazy("points"))
    def points_available(
        self, customer: Annotated[Customer, Annotations[Available]]
    ) -> str:
        return number(customer.available)

    def get_urls(self) -> list[URLPattern]:
        adjust = self.guarded(self.adjust_view, needs="points.add_movement")
        statement = self.guarded(self.statement_view, needs="points.view_movement")
        own = [
            path("<int:pk>/adjust/", adjust, name="shop_customer_adjust"),
            path("<int:pk>/releve.json", statement, name="shop_customer_statement"),
        ]
        return own + super().get_urls()

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Customer | None = None,
    ) -> HttpResponse:
        if obj:
            assert isinstance(request.user, User), "the back-office is behind a log-in"
            note_look(customer=obj, user=request.user, now=timezone.now())
            context |= {
                "overview": programme_customer_overview.customer_overview(
                    obj, timezone.now()
                ),
                "canonical": shop_queries.canonical(obj) if obj.merged_into_id else None,
                "may_make": obj.may_earn and may(request, MAKE),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def statement_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The signed statement of points, as the customer can download it too."""
        customer = self.get_queryset(request).filter(pk=pk).first()
        if customer is None:
            raise Http404
        assert isinstance(request.user, User), "the back-office is behind a log-in"
        note_look(customer=customer, user=request.user, now=timezone.now())
        answer = JsonResponse(
            signed_statement(customer, timezone.now()),
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
        name = f"releve-{customer.shop.code}-{customer.pk}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def adjust_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self.get_queryset(request).filter(pk=pk).first()
        if customer is None or not customer.may_earn:
            raise Http404
        form = AdjustForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._adjust(request, customer, form)
            except Refused as refused:
                form.add_error("points", str(refused))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Adjust points"),
            "customer": customer,
            "balance": balance_at(customer, timezone.now()),
            "form": form,
        }
        return TemplateResponse(request, "admin/shop/customer/adjust.html", context)

    def _adjust(
        self, request: HttpRequest, customer: Customer, form: AdjustForm
    ) -> HttpResponse:
        """Raises points.NotEnoughPoints and AlreadySent."""
        now, said = timezone.now(), form.cleaned_data
        movement = points.adjust(
            customer=customer,
            points=said["points"],
            reason=said["reason"],
            source=str(said["token"]),
            author=author_of(request.user),
            now=now,
        )
        assert movement is not None, "the form refuses zero"
        if movement.points != said["points"]:
            raise AlreadySent(movement.points)
        if movement.happened_at == now:
            moved = {"points": signed(movement.points)}
            message = _("Points adjusted: %(points)s.") % moved
            self.log_change(request, customer, message)
            self.message_user(request, message, messages.SUCCESS)
        page = reverse("admin:shop_customer_change", args=[customer.pk])
        return HttpResponseRedirect(page)

    def log_change(self, request: HttpRequest, obj: Customer, message: Any) -> LogEntry:
        """Log under the customer's id: the history outlives an erased person's name."""
        entry = super().log_change(request, obj, message)
        entry.object_repr = obj.external_id
        entry.save(update_fields=["object_repr"])
        return entry
