from typing import Any, override

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.queries import author_of
from core.errors import Refused
from core.templatetags.typography import number
from points import phrases as points_phrases
from points.queries import history as points_history
from programme.actions import cancelling as programme
from shop.access import may
from vouchers.admin import VoucherBrowser
from vouchers.admin.permissions import CANCEL
from vouchers.forms.cancelling import CancelVoucherForm
from vouchers.models import Voucher
from vouchers.queries.usable import cancellable

# One transaction each: what can be answered while somebody waits.
AT_ONCE = 500


@admin.register(Voucher)
class VoucherAdmin(VoucherBrowser):
    """Vouchers with the points that bought them; one that is cancelled gives them back."""

    actions = ["cancel_selected"]

    def get_urls(self) -> list[URLPattern]:
        cancel = self.guarded(self.cancel_view, needs=CANCEL)
        return [
            path("cancel/", cancel, name="vouchers_voucher_cancel"),
            *super().get_urls(),
        ]

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return may(request, CANCEL)

    @admin.action(
        description=gettext_lazy("Cancel the selected vouchers…"), permissions=["cancel"]
    )
    def cancel_selected(
        self, request: HttpRequest, queryset: QuerySet[Voucher]
    ) -> HttpResponse | None:
        """Leads to the page that asks why."""
        ids = queryset.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1]
        if len(ids) > AT_ONCE:
            said = _("Select at most %(count)s vouchers at a time.")
            most = {"count": number(AT_ONCE)}
            self.message_user(request, said % most, messages.ERROR)
            return None
        page = reverse("admin:vouchers_voucher_cancel")
        return HttpResponseRedirect(f"{page}?ids={','.join(map(str, ids))}")

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Voucher | None = None,
    ) -> HttpResponse:
        if obj:
            movements = list(
                points_phrases.movement_rows(points_history.movements_about(obj))
            )
            may_cancel = cancellable(obj) and may(request, CANCEL)
            context |= {"movements": movements, "may_cancel": may_cancel}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def cancel_view(self, request: HttpRequest) -> HttpResponse:
        """One or several: each as a whole, and those that cannot be are named."""
        ids = [each for each in request.GET.get("ids", "").split(",") if each.isdecimal()]
        # Of one's own shops only.
        rows = self.get_queryset(request).filter(pk__in=ids[:AT_ONCE])
        vouchers = list(rows.order_by("pk"))
        if not vouchers:
            raise Http404
        form = CancelVoucherForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._cancel(request, vouchers, form.cleaned_data["reason"])
            return HttpResponseRedirect(
                reverse("admin:vouchers_voucher_change", args=[vouchers[0].pk])
                if len(vouchers) == 1
                else reverse("admin:vouchers_voucher_changelist")
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": ngettext("Cancel a voucher", "Cancel vouchers", len(vouchers)),
            "vouchers": [
                (voucher, voucher.state_at(timezone.now())) for voucher in vouchers
            ],
            "of_points": any(
                voucher.origin == Voucher.Origin.POINTS for voucher in vouchers
            ),
            "form": form,
        }
        return TemplateResponse(request, "admin/vouchers/voucher/cancel.html", context)

    def _cancel(self, request: HttpRequest, vouchers: list[Voucher], reason: str) -> None:
        done = 0
        for voucher in vouchers:
            try:
                programme.cancel_voucher(
                    voucher=voucher,
                    reason=reason,
                    author=author_of(request.user),
                    now=timezone.now(),
                )
            except Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                # The reason is kept beside the voucher, where it can be erased.
                self.log_change(request, voucher, _("Cancelled."))
                done += 1
        if done:
            said = ngettext(
                "%(count)s voucher cancelled.", "%(count)s vouchers cancelled.", done
            )
            count = {"count": number(done)}
            self.message_user(request, said % count, messages.SUCCESS)
