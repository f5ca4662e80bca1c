"""Staff make vouchers here: for a customer, for anybody, for a file of customers."""

from typing import Any, override

from django.contrib import admin, messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.queries import author_of
from core import spreadsheet
from core.confirming import SHOWN, Concerned, ask, asked_page
from core.errors import Invalid, Refused
from core.templatetags.typography import number
from shop.access import may, own_shop
from shop.admin import AuthoredAdmin
from shop.models import Customer
from shop.queries import shops_of
from vouchers.actions.batches import (
    drop_prepared,
    make_for,
    make_open,
    make_prepared,
    prepare_file,
)
from vouchers.admin.batch_file import rows_of
from vouchers.admin.permissions import MAKE
from vouchers.forms.making import OpenVouchersForm, VoucherFileForm
from vouchers.forms.voucher_terms import VoucherTermsForm
from vouchers.models import VoucherBatch
from vouchers.phrases.conditions import conditions, gives
from vouchers.phrases.making import cost, open_sentences
from vouchers.queries.customer_matching import match_customers
from vouchers.queries.usable import made_in
from vouchers.rules.customer_files import UnmatchedReason

WHY = {
    UnmatchedReason.UNREADABLE: gettext_lazy(
        "Nothing on this line can be read as a customer."
    ),
    UnmatchedReason.UNKNOWN: gettext_lazy("The shop knows no such customer."),
    UnmatchedReason.TWICE: gettext_lazy("This customer stands in the file already."),
    UnmatchedReason.GUEST: gettext_lazy("A guest has no account to find a voucher in."),
    UnmatchedReason.ERASED: gettext_lazy("This customer has been erased."),
}
# Lines that somebody looks through on a page.
LINES = 200


@admin.register(VoucherBatch)
class VoucherBatchAdmin(AuthoredAdmin[VoucherBatch]):
    list_display = ["label", "for_whom", "count", "standing", "prepared_at", "written_by"]
    list_select_related = ["shop"]
    ordering = ["-prepared_at", "-pk"]
    search_fields = ["label", "name"]
    fields = [("label", "for_whom"), ("count", "standing"), ("prepared_at", "written_by")]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("customers", "refused", "terms")

    @admin.display(description=gettext_lazy("for"))
    def for_whom(self, batch: VoucherBatch) -> str:
        return batch.name or _("made one by one")

    @admin.display(description=gettext_lazy("state"))
    def standing(self, batch: VoucherBatch) -> str:
        return _("Made") if batch.made_at else _("To be confirmed")

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "anybody": ("anybody/<int:shop_id>/", self.open_view),
            "file": ("file/<int:shop_id>/", self.file_view),
            "customer": ("customer/<int:pk>/", self.customer_view),
            "make": ("<int:pk>/make/", require_POST(self.make_view)),
            "drop": ("<int:pk>/drop/", require_POST(self.drop_view)),
            "result": ("<int:pk>/result.csv", self.result_view),
        }
        own = [
            path(
                address,
                self.guarded(view, needs=MAKE),
                name=f"vouchers_voucherbatch_{name}",
            )
            for name, (address, view) in pages.items()
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_make": may(request, MAKE)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def open_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """Codes for whoever has them."""
        shop, now = own_shop(request, shop_id), timezone.now()
        form = OpenVouchersForm(request.POST or None, shop=shop, now=now)
        if request.method == "POST" and form.is_valid():
            if "confirm" not in request.POST:
                return ask(
                    request,
                    opts=self.opts,
                    title=_("Make vouchers for anybody?"),
                    sentences=open_sentences(form, shop.currency),
                    button=_("Make"),
                    back=request.path,
                )
            try:
                batch = make_open(
                    shop=shop,
                    form=form.filled,
                    count=form.cleaned_data["count"],
                    code=form.cleaned_data["code"],
                    author=author_of(request.user),
                    now=now,
                )
                return self._made(request, batch, is_new=batch.made_at == now)
            except Refused as refused:
                _blame(form, refused)
        return self._ask(request, form, _("Make vouchers for anybody"))

    def customer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A voucher of somebody's own."""
        rows = Customer.objects.filter(shop__in=shops_of(request.user), pk=pk)
        customer = rows.select_related("shop").first()
        if customer is None or not customer.may_earn:
            raise Http404
        now = timezone.now()
        form = VoucherTermsForm(request.POST or None, shop=customer.shop, now=now)
        if request.method == "POST" and form.is_valid():
            try:
                batch = make_for(
                    customer=customer,
                    form=form.filled,
                    author=author_of(request.user),
                    now=now,
                )
                return self._made(request, batch, is_new=batch.made_at == now)
            except Refused as refused:
                _blame(form, refused)
        title = _("Make a voucher for %(customer)s") % {"customer": customer}
        return self._ask(request, form, title)

    def file_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """A file is read here; the page it leads to shows whom it names."""
        shop, now = own_shop(request, shop_id), timezone.now()
        form = VoucherFileForm(
            request.POST or None, request.FILES or None, shop=shop, now=now
        )
        if request.method == "POST" and form.is_valid():
            try:
                batch = prepare_file(
                    shop=shop,
                    name=form.file_name,
                    found=match_customers(shop, form.cleaned_data["file"]),
                    form=form.filled,
                    author=author_of(request.user),
                    now=now,
                )
                return self._to(batch)
            except Refused as refused:
                _blame(form, refused)
        return self._ask(request, form, _("Make vouchers for a file of customers"))

    def make_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch, now = self._own(request, pk), timezone.now()
        if batch.made_at:
            return self._made(request, batch, is_new=False)
        try:
            # Raises Invalid where they can no longer be: the last day is over, a shelf is
            # gone.
            form = _filled_before(batch)
            if not form.is_valid():
                said = _("These terms no longer hold. Read the file again.")
                raise Invalid(said, field="terms")
            made = make_prepared(
                batch=batch,
                terms=form.terms,
                author=author_of(request.user),
                now=now,
            )
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return self._to(batch)
        return self._made(request, made, is_new=made.made_at == now)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        drop_prepared(batch=self._own(request, pk))
        self.message_user(request, _("The file is forgotten; nothing was made."))
        return HttpResponseRedirect(reverse("admin:vouchers_voucherbatch_changelist"))

    def result_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The vouchers that were made, as a file; whoever takes it away is in the
        history.
        """
        batch = self._own(request, pk)
        if batch.made_at is None:
            raise Http404
        self.log_change(request, batch, _("List of vouchers downloaded."))
        return StreamingHttpResponse(
            rows_of(batch),
            content_type=spreadsheet.CONTENT_TYPE,
            headers={"Content-Disposition": f'attachment; filename="bons-{batch.pk}.csv"'},
        )

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: VoucherBatch | None = None,
    ) -> HttpResponse:
        if obj:
            page = asked_page(request)
            context |= _shown(obj, page) | {"may_make": may(request, MAKE)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _own(self, request: HttpRequest, pk: int) -> VoucherBatch:
        batch: VoucherBatch | None = self.get_queryset(request).filter(pk=pk).first()
        if batch is None:
            raise Http404
        return batch

    def _to(self, batch: VoucherBatch) -> HttpResponse:
        page = reverse("admin:vouchers_voucherbatch_change", args=[batch.pk])
        return HttpResponseRedirect(page)

    def _made(
        self, request: HttpRequest, batch: VoucherBatch, *, is_new: bool
    ) -> HttpResponse:
        if is_new:
            self.log_addition(request, batch, [{"added": {}}])
            said = ngettext(
                "%(count)s voucher made.", "%(count)s vouchers made.", batch.count
            ) % {"count": number(batch.count)}
            self.message_user(request, said, messages.SUCCESS)
        else:
            said = _("This form was already sent: nothing more was made.")
            self.message_user(request, said, messages.INFO)
        return self._to(batch)

    def _ask(
        self, request: HttpRequest, form: VoucherTermsForm, title: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
        }
        return TemplateResponse(request, "admin/vouchers/voucherbatch/make.html", context)


def _blame(form: VoucherTermsForm, refused: Refused) -> None:
    """Beside the field it is about, where the form has it."""
    field = refused.details.get("field")
    form.add_error(str(field) if field in form.fields else None, str(refused))


def _filled_before(batch: VoucherBatch) -> VoucherTermsForm:
    return VoucherTermsForm(
        MultiValueDict(batch.terms), shop=batch.shop, now=timezone.now()
    )


def _shown(batch: VoucherBatch, page: int) -> dict[str, Any]:
    """What is to be made, or was, with the lines that name nobody."""
    form = _filled_before(batch)
    context: dict[str, Any] = {
        "refused": [(line, WHY[reason]) for line, reason in batch.refused[:LINES]],
        "refused_count": len(batch.refused),
    }
    if batch.made_at:
        return context | {"vouchers": made_in(batch)}
    named = batch.customers[(page - 1) * SHOWN : page * SHOWN]
    people = Customer.objects.filter(pk__in=named).order_by("pk")
    rows = [(customer, "") for customer in people]
    context |= {
        "concerned": Concerned(total=batch.count, rows=rows, page=page),
        "is_valid": form.is_valid(),
    }
    if form.is_valid():
        voucher, goods = form.example
        context |= {
            "voucher": voucher,
            "gives": gives(voucher, batch.shop.currency),
            "cost": cost(voucher, batch.count, batch.shop.currency),
            "conditions": conditions(voucher, goods),
        }
    return context
