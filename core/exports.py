"""Lists of the back-office as files.

django-import-export holds the columns and finds the rows that the list shows. Its own
files are made in memory, all rows at once; here they leave in chunks, however many.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, chain
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.resources import Resource

from core import spreadsheet
from core.templatetags.typography import number


class Column(Field):  # type: ignore[misc]
    """Where a row holds the value (``account__customer__email``), and its heading.

    The value is handed on as it is: ``core.spreadsheet`` writes it.
    """

    def __init__(self, attribute: str, heading: Any) -> None:
        super().__init__(attribute=attribute, column_name=heading)

    def export(self, instance: Model, **_kwargs: Any) -> Any:
        return self.get_value(instance)


class Label(Column):
    """A column of codes, written as the labels of their choices.

    Django's own ``get_…_display`` reads all choices afresh for each row.
    """

    def __init__(
        self, attribute: str, heading: Any, choices: Iterable[tuple[Any, Any]]
    ) -> None:
        super().__init__(attribute, heading)
        self.words = dict(choices)

    def export(self, instance: Model, **_kwargs: Any) -> Any:
        code = self.get_value(instance)
        return self.words.get(code, code)


class Export(Resource):  # type: ignore[misc]
    """The columns of a file. Rows come with all that the columns name: no query each."""

    class Meta:
        chunk_size = 2000

    def get_export_headers(self, selected_fields: Sequence[str] | None = None) -> list[str]:
        headers = super().get_export_headers(selected_fields)
        return [str(capfirst(header)) for header in headers]

    def export_field(self, field: Field, instance: Model, **kwargs: Any) -> str:
        return spreadsheet.written(super().export_field(field, instance, **kwargs))

    def stream(self, rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[bytes]:
        """Yield the file chunk by chunk, in the language that is active now."""
        head = spreadsheet.lines([self.get_export_headers(columns)])
        chunks = self._chunks(rows, columns, get_language() or "fr")
        return chain([spreadsheet.BEGINNING + head], chunks)

    def _chunks(
        self, rows: QuerySet[Any], columns: Sequence[str], language: str
    ) -> Iterator[bytes]:
        for chunk in batched(self.iter_queryset(rows), self.get_chunk_size()):
            # A page in another language may have been made in this thread meanwhile.
            with override(language):
                cells = [self.export_resource(row, columns) for row in chunk]
            yield spreadsheet.lines(cells)


class ExportForm(forms.Form):
    """Choose the columns of the file; all of them are ticked at first."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, export: Export, data: Any = None) -> None:
        names = export.get_export_order()
        super().__init__(data, initial={"columns": names})
        choices = zip(names, export.get_export_headers(), strict=True)
        self.fields["columns"].choices = list(choices)  # type: ignore[attr-defined]


class ExportedAdmin[M: Model](ExportMixin, admin.ModelAdmin[M]):  # type: ignore[misc]
    """A list that can be exported, as it is searched and filtered.

    Whoever sees the list needs the model's permission « export » besides. Every export
    is written into the history before its first row leaves.
    """

    export_class: type[Export]

    def has_export_permission(self, request: HttpRequest) -> bool:
        codename = get_permission_codename("export", self.opts)
        allowed = request.user.has_perm(f"{self.opts.app_label}.{codename}")
        return allowed and self.has_view_permission(request)

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            # What the list shows beside its rows is not in the file.
            rows = self.get_export_queryset(request).prefetch_related(None)
        except IncorrectLookupParameters:
            return HttpResponseRedirect("..")
        export = self.export_class()
        form = ExportForm(export, request.POST if request.method == "POST" else None)
        if form.is_valid():
            columns = form.cleaned_data["columns"]
            self._log_export(request, rows.count(), export.get_export_headers(columns))
            name = slugify(str(self.opts.verbose_name_plural))
            return StreamingHttpResponse(
                export.stream(rows, columns),
                content_type=spreadsheet.CONTENT_TYPE,
                headers={
                    "Content-Disposition": f'attachment; filename="{name}-'
                    f'{timezone.localdate()}.csv"'
                },
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Export"),
            "subtitle": capfirst(self.opts.verbose_name_plural),
            "rows": rows.count(),
            "form": form,
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _log_export(self, request: HttpRequest, rows: int, headers: list[str]) -> None:
        """Log the number of rows and the columns, not the search: it may name a person."""
        assert request.user.is_authenticated, "who may export is somebody"
        said = ngettext("%(number)s row: %(columns)s", "%(number)s rows: %(columns)s", rows)
        plural = capfirst(self.opts.verbose_name_plural)
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=_("Export: %(list)s") % {"list": plural},
            action_flag=CHANGE,
            change_message=said % {"number": number(rows), "columns": ", ".join(headers)},
        )
