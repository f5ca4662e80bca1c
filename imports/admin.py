"""« Importer »: a file is brought, set up, tried out and taken in, on one page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import author_of
from core import spreadsheet
from core.confirming import SHOWN as SHOWN_AT_ONCE
from core.confirming import Concerned, ask, asked_page
from core.errors import Refused
from core.templatetags.typography import points
from imports import actions as imports
from imports import tasks
from imports.forms import FileForm, SetUpForm
from imports.models import FileImport
from imports.reading import on_disk, read
from imports.taking_in import source_of
from points.queries import grants as points_grants
from points.queries import order_lots as points_order_lots
from shop.access import may, own_shop
from shop.admin import AuthoredAdmin

RUN = "imports.change_fileimport"
# So many rows of the file are shown.
SHOWN = 10


@admin.register(FileImport)
class FileImportAdmin(AuthoredAdmin[FileImport]):
    list_display = ["name", "kind", "state", "total", "created_at", "written_by"]
    list_filter = ["kind", "state", "created_at"]
    list_select_related = ["shop"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "refusals", "report")

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "new": ("new/<int:shop_id>/", self.new_view),
            "drop": ("<int:pk>/drop/", self.drop_view),
            "undo": ("<int:pk>/undo/", self.undo_view),
            "refusals": ("<int:pk>/refusals.csv", self.refusals_view),
        }
        own = [
            path(address, self.guarded(view, needs=RUN), name=f"imports_fileimport_{name}")
            for name, (address, view) in pages.items()
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_run": may(request, RUN)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def new_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop = own_shop(request, shop_id)
        kind = request.GET.get("kind", FileImport.Kind.CUSTOMERS)
        form = FileForm(request.POST or None, request.FILES or None, initial={"kind": kind})
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = imports.bring(
                    shop=shop,
                    kind=form.cleaned_data["kind"],
                    name=file.name or "",
                    content=file.read(),
                    author=author_of(request.user),
                    now=timezone.now(),
                )
            except Refused as refused:
                form.add_error("file", str(refused))
            else:
                self.log_addition(request, row, [{"added": {}}])
                return _to(row)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import a file"),
            "form": form,
        }
        return TemplateResponse(request, "admin/imports/new.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Where the file stands, and what comes next."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        row = FileImport.objects.select_related("shop").get(pk=row.pk)
        if row.state in {FileImport.State.READ, FileImport.State.TRIED}:
            return self._set_up(request, row)
        if request.method == "POST":
            return _to(row)
        return self._page(request, row, {})

    def _set_up(self, request: HttpRequest, row: FileImport) -> HttpResponse:
        words = imports.words_of_states(row, row.columns)
        data = request.POST if "set_up" in request.POST else None
        form = SetUpForm(data, row=row, words=words)
        if request.method == "POST":
            if not may(request, RUN):
                raise PermissionDenied
            if "confirm" in request.POST and row.state == FileImport.State.TRIED:
                self._do(request, lambda: imports.confirm(row=row))
                self.log_change(request, row, _("Import begun."))
                tasks.work.delay(row.pk)
                return _to(row)
            if form.is_valid() and self._try(request, row, form):
                return _to(row)
        assert row.content is not None, "kept until it is taken in"
        with on_disk(bytes(row.content)) as file:
            rows = read(file, lambda _line, _reason: None)[1]
            shown = [cells for (_line, cells), _n in zip(rows, range(SHOWN), strict=False)]
        asks = row.kind == FileImport.Kind.ORDERS
        context = {
            "form": form,
            "rows": shown,
            "settled_past": asks and points_order_lots.has_order_points(row.shop),
        }
        return self._page(request, row, context)

    def _try(self, request: HttpRequest, row: FileImport, form: SetUpForm) -> bool:
        try:
            imports.set_up(
                row=row,
                columns=form.columns,
                states=form.states,
                past=form.cleaned_data.get("past") or FileImport.Past.ALL,
                past_since=form.past_since,
            )
        except Refused as refused:
            field = f"column_{getattr(refused, 'field', '')}"
            form.add_error(field if field in form.fields else None, str(refused))
            return False
        tasks.work.delay(row.pk)
        return True

    def _page(
        self, request: HttpRequest, row: FileImport, extra: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": row.name,
            "subtitle": row.get_kind_display(),
            "row": row,
            "may_run": may(request, RUN),
            "lines_of_refusals": row.refusals[:SHOWN],
        }
        return TemplateResponse(request, "admin/imports/import.html", context | extra)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._own(request, pk)
        if request.method == "POST":
            self._do(request, lambda: imports.drop(row=row))
        return HttpResponseRedirect(reverse("admin:imports_fileimport_changelist"))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._own(request, pk)
        if "confirm" not in request.POST:
            return _ask_undo(request, row)
        now, author = timezone.now(), author_of(request.user)
        count = self._do(request, lambda: imports.undo(row=row, author=author, now=now))
        if count is not None:
            self.log_change(request, row, _("Import undone."))
            said = _("The points that were left were taken back: %(count)s customers.")
            self.message_user(request, said % {"count": count}, messages.SUCCESS)
        return _to(row)

    def refusals_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The lines that were refused, with their reasons."""
        row = self._own(request, pk)
        table = [
            [_("Line"), _("Reason")],
            *([str(line), spreadsheet.safe(reason)] for line, reason in row.refusals),
        ]
        return HttpResponse(
            spreadsheet.BEGINNING + spreadsheet.lines(table),
            content_type=spreadsheet.CONTENT_TYPE,
            headers={"Content-Disposition": 'attachment; filename="refusals.csv"'},
        )

    def _own(self, request: HttpRequest, pk: int) -> FileImport:
        row: FileImport | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def _do(self, request: HttpRequest, act: Any) -> Any:
        try:
            return act()
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return None


def _ask_undo(request: HttpRequest, row: FileImport) -> HttpResponse:
    """Who loses how many points, before they do."""
    lots, page = points_grants.left_of_grants(row.shop, source_of(row)), asked_page(request)
    sums = lots.aggregate(count=Count("pk"), points=Sum("remaining"))
    shown = lots[(page - 1) * SHOWN_AT_ONCE : page * SHOWN_AT_ONCE]
    rows = [(lot.account.customer, points(-lot.remaining)) for lot in shown]
    sentences = [
        _("%(points)s are taken back; what customers have used stays used.")
        % {"points": points(sums["points"] or 0)}
    ]
    return ask(
        request,
        opts=FileImport._meta,
        title=_("Undo the import of “%(file)s”?") % {"file": row},
        sentences=sentences,
        button=_("Undo this import"),
        back=reverse("admin:imports_fileimport_change", args=[row.pk]),
        concerned=Concerned(total=sums["count"], rows=rows, page=page),
    )


def _to(row: FileImport) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:imports_fileimport_change", args=[row.pk]))
