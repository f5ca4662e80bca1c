"""Two accounts of one person, brought together and parted by staff."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import author_of
from core.errors import Refused
from programme.actions import merging as programme
from programme.forms import MergeForm
from programme.queries import merge_preview as programme_merge_preview
from shop import queries as shop_queries
from shop.actions import merging as shops
from shop.admin import ShopScopedAdmin
from shop.models import Customer

MERGE = "shop.change_customer"


class MergePages(ShopScopedAdmin[Customer]):
    """First what will happen, then the button."""

    def get_urls(self) -> list[URLPattern]:
        merge = self.guarded(self.merge_view, needs=MERGE)
        unmerge = self.guarded(self.unmerge_view, needs=MERGE)
        own = [
            path("<int:pk>/merge/", merge, name="shop_customer_merge"),
            path("<int:pk>/unmerge/", unmerge, name="shop_customer_unmerge"),
        ]
        return own + super().get_urls()

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = self._customer(request, pk)
        if not kept.may_earn:
            raise Http404
        form = MergeForm(request.POST or None, kept=kept)
        other = form.cleaned_data["other"] if form.is_valid() else None
        try:
            if other:
                shops.check_merge(kept, other)
            # What is confirmed is what was looked at: another typed since is shown first.
            if other and request.POST.get("confirm") == str(other.pk):
                by: dict[str, Any] = {
                    "author": author_of(request.user),
                    "now": timezone.now(),
                }
                programme.merge_customers(kept=kept, absorbed=other, **by)
                said = _("Account %(id)s is merged into this one.")
                return self._done(request, kept, said % {"id": other.external_id})
        except Refused as refused:
            form.add_error("other", str(refused))
            other = None
        now = timezone.now()
        preview = programme_merge_preview.merge_preview(kept, other, now) if other else None
        page = {"title": _("Merge two accounts"), "customer": kept, "form": form}
        return self._page(request, "merge", **page, other=other, preview=preview)

    def unmerge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self._customer(request, pk)
        if not customer.merged_into_id or customer.erased_at:
            raise Http404
        if request.method == "POST":
            author, now = author_of(request.user), timezone.now()
            try:
                programme.unmerge_customer(customer=customer, author=author, now=now)
            except Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)
                return HttpResponseRedirect(_sheet(customer))
            return self._done(request, customer, _("The account stands for itself again."))
        kept = shop_queries.canonical(customer)
        said = {"title": _("Undo the merge"), "customer": customer, "kept": kept}
        button = {"button": _("Undo the merge"), "back": _sheet(customer)}
        return self._page(request, "unmerge", **said, **button)

    def _customer(self, request: HttpRequest, pk: int) -> Customer:
        customer = self.get_queryset(request).filter(pk=pk).first()
        if customer is None:
            raise Http404
        return customer

    def _done(self, request: HttpRequest, customer: Customer, said: str) -> HttpResponse:
        self.log_change(request, customer, said)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(_sheet(customer))

    def _page(self, request: HttpRequest, name: str, **said: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **said}
        return TemplateResponse(request, f"admin/shop/customer/{name}.html", context)


def _sheet(customer: Customer) -> str:
    return reverse("admin:shop_customer_change", args=[customer.pk])
