"""A tier given by hand, from the customer's overview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import author_of
from core.days import close_of
from core.errors import Refused
from shop.admin import ShopScopedAdmin
from shop.models import Customer
from tiers.actions import pinning as tiers
from tiers.forms import PinForm
from tiers.queries import progress as tiers_progress


class PinPages(ShopScopedAdmin[Customer]):
    def get_urls(self) -> list[URLPattern]:
        pin = self.guarded(self.pin_view, needs="tiers.add_pin")
        own = [path("<int:pk>/tier/", pin, name="shop_customer_tier")]
        return own + super().get_urls()

    def pin_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = self.get_queryset(request).select_related("shop")
        customer = rows.filter(pk=pk).first()
        if customer is None or not customer.may_earn:
            raise Http404
        is_said = request.method == "POST" and "end" not in request.POST
        form = PinForm(request.POST if is_said else None, customer=customer)
        if request.method == "POST" and self._changed(request, customer, form):
            page = reverse("admin:shop_customer_change", args=[customer.pk])
            return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Pin a tier"),
            "customer": customer,
            "progress": tiers_progress.progress(customer, timezone.now()),
            "form": form,
        }
        return TemplateResponse(request, "admin/shop/customer/tier.html", context)

    def _changed(self, request: HttpRequest, customer: Customer, form: PinForm) -> bool:
        who: dict[str, Any] = {"author": author_of(request.user), "now": timezone.now()}
        if "end" in request.POST:
            tiers.unpin(customer=customer, **who)
            message = _("Spending decides again.")
        elif form.is_valid():
            said = form.cleaned_data
            until = said.pop("until")
            close = close_of(until, customer.shop.zone) if until else None
            try:
                tiers.pin(customer=customer, until=close, **said, **who)
            except Refused as refused:
                form.add_error(None, str(refused))
                return False
            message = _("Tier pinned: %(tier)s.") % {"tier": said["tier"]}
        else:
            return False
        self.log_change(request, customer, message)
        self.message_user(request, message, messages.SUCCESS)
        return True
