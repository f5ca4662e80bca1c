"""A customer erased by staff: first what is lost, then the button."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import author_of
from points.queries.balance import balance
from programme.actions.erasing import erase_customer
from shop.admin import ShopScopedAdmin
from shop.models import Customer
from vouchers.queries.usable import usable


class ErasePages(ShopScopedAdmin[Customer]):
    def get_urls(self) -> list[URLPattern]:
        erase = self.guarded(self.erase_view, needs="shop.erase_customer")
        own = [path("<int:pk>/erase/", erase, name="shop_customer_erase")]
        return own + super().get_urls()

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """404 for somebody merged into another: they go with the one that is kept."""
        rows = self.get_queryset(request).select_related("shop")
        customer = rows.filter(pk=pk, erased_at=None, merged_into=None).first()
        if customer is None:
            raise Http404
        now = timezone.now()
        if request.method == "POST":
            erase_customer(
                shop=customer.shop,
                external_id=customer.external_id,
                author=author_of(request.user),
                now=now,
            )
            customer.refresh_from_db()
            message = _("Customer %(id)s is erased.") % {"id": customer.external_id}
            self.log_change(request, customer, message)
            self.message_user(request, message, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:shop_customer_changelist"))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Erase a customer"),
            "customer": customer,
            "balance": balance(customer, now),
            "vouchers": usable(customer, now),
            "button": _("Erase for good"),
            "back": reverse("admin:shop_customer_change", args=[customer.pk]),
        }
        return TemplateResponse(request, "admin/shop/customer/erase.html", context)
