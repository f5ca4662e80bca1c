"""« Connect my shop », and the page of a connected one."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import author_of
from connectors import actions as connectors
from connectors import tasks
from connectors.actions.access import connector_of
from connectors.actions.connecting import kind_name
from connectors.contract import ShopKind
from connectors.encryption import encrypt
from connectors.forms import (
    ConnectForm,
    ContactAccountForm,
    KeyForm,
    PastForm,
    StatesForm,
)
from connectors.kinds import kinds
from connectors.models import Connection, ContactAccount, PushedCode
from connectors.phrases import kind_named, limits, list_named, why_unequal
from connectors.queries.health import complaints, latest_reconciliation
from connectors.queries.past import owed_by_year
from core.errors import Refused
from core.templatetags.typography import money
from segments.models import Segment
from shop.access import require
from shop.admin import ShopScopedAdmin
from shop.models import Shop
from shop.queries import shops_of

State = Connection.State


@admin.register(Connection)
class ConnectionAdmin(ShopScopedAdmin[Connection]):
    """A page per connection, which asks for the next step until the shop is on."""

    list_display = ["address", "kind_named", "state", "opened_at"]
    list_filter = ["state"]
    list_select_related = ["shop"]
    ordering = ["-created_at", "-pk"]

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_named(self, row: Connection) -> str:
        return kind_name(row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        allowed = request.user.has_perm("connectors.add_connection")
        return allowed and self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "connect/<slug:kind>/",
                self.guarded(self.connect_view, needs="connectors.add_connection"),
                name="connectors_connection_connect",
            ),
            path(
                "<int:pk>/leave/",
                self.guarded(self.leave_view, needs="connectors.change_connection"),
                name="connectors_connection_leave",
            ),
        ]
        return own + super().get_urls()

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Which kind of shop?"""
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {"kinds": kinds().values()}
        return self._page(request, "kind", _("Connect my shop"), context)

    def connect_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Address and key, looked at before anything is kept."""
        known = kinds().get(kind)
        if known is None:
            raise Http404
        shops = list(shops_of(request.user))
        form = ConnectForm(request.POST or None, kind=known, shops=shops)
        if request.method == "POST" and form.is_valid():
            connection = self._connect(request, form, known)
            if connection:
                return _to(connection)
        title = _("Connect my %(kind)s shop") % {"kind": known.name}
        return self._page(request, "connect", title, {"form": form, "kind": known})

    def _connect(
        self, request: HttpRequest, form: ConnectForm, kind: ShopKind
    ) -> Connection | None:
        """None where the shop, or what was typed, will not do: the form says why."""
        try:
            connection = connectors.connect(
                shop=form.cleaned_data["shop"],
                kind=kind.code,
                address=form.cleaned_data["address"],
                credentials=form.credentials,
                ca_pem=form.cleaned_data["ca_pem"],
                author=author_of(request.user),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return None
        self.log_addition(request, connection, [{"added": {}}])
        tasks.survey.delay(connection.pk)
        return connection

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        connection = self.get_object(request, object_id)
        if connection is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if not self.has_view_permission(request, connection):
            raise PermissionDenied
        if request.method == "POST":
            require(request, "connectors.change_connection")
            return self._do(request, connection)
        return self._show(request, connection)

    def _show(self, request: HttpRequest, connection: Connection) -> HttpResponse:
        pages: dict[str, Callable[[Connection], dict[str, Any]]] = {
            State.DRAFT: _draft,
            State.READING: _reading,
            State.ON: _on,
            State.STOPPED: _stopped,
        }
        say = pages.get(connection.state)
        name = connection.state if say else "ended"
        context = say(connection) if say else {}
        with timezone.override(connection.shop.zone):
            context |= {"connection": connection, "kind": kind_name(connection)}
            answer = self._page(request, name, str(connection), context)
            return answer.render()

    def _do(self, request: HttpRequest, connection: Connection) -> HttpResponse:
        """One of the page's buttons, by its name."""
        steps: dict[str, Callable[[HttpRequest, Connection], str]] = {
            "survey": _survey,
            "start": _start,
            "renew": _renew_key,
            "reconcile": _reconcile,
            "retry": _retry,
        }
        step = next((steps[name] for name in steps if name in request.POST), None)
        if step is None:
            raise Http404
        try:
            done = step(request, connection)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.log_change(request, connection, done)
            self.message_user(request, done, messages.SUCCESS)
        return _to(connection)

    def leave_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What stays in the shop is said before, and taken out first."""
        rows = self.get_queryset(request).exclude(state=State.ENDED)
        connection = rows.filter(pk=pk).first()
        if connection is None:
            raise Http404
        if request.method == "POST":
            return self._leave(request, connection)
        codes = PushedCode.objects.filter(connection=connection).exclude(external_id="")
        context = {"connection": connection, "codes": codes.count()}
        title = _("Disconnect %(shop)s?") % {"shop": connection}
        return self._page(request, "leave", title, context)

    def _leave(self, request: HttpRequest, connection: Connection) -> HttpResponse:
        force = "force" in request.POST
        try:
            connectors.disconnect(connection=connection, clock=timezone.now, force=force)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            page = reverse("admin:connectors_connection_leave", args=[connection.pk])
            return HttpResponseRedirect(page)
        said = _("%(shop)s is disconnected.") % {"shop": connection}
        self.log_change(request, connection, said)
        self.message_user(request, said, messages.SUCCESS)
        return _to(connection)

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> TemplateResponse:
        shared = {"opts": self.opts, "title": title}
        context = {**self.admin_site.each_context(request), **shared, **context}
        template = f"admin/connectors/connection/{name}.html"
        return TemplateResponse(request, template, context)


def _to(connection: Connection) -> HttpResponseRedirect:
    page = reverse("admin:connectors_connection_change", args=[connection.pk])
    return HttpResponseRedirect(page)


def _draft(connection: Connection) -> dict[str, Any]:
    now = timezone.now()
    return {
        "complaints": complaints(connection, now),
        "states": StatesForm(None, connection=connection),
        "past": PastForm(),
        "owed": owed_by_year(connection, now) if connection.survey else None,
        "currency": connection.shop.currency,
    }


def _reading(connection: Connection) -> dict[str, Any]:
    rows = connection.cursors.exclude(feed__startswith="sweep").order_by("pk")
    return {"cursors": [(list_named(row.feed), row) for row in rows]}


def _on(connection: Connection) -> dict[str, Any]:
    latest = latest_reconciliation(connection)
    lines = latest.lines if latest else []
    parked = connection.pending.filter(due_at=None).order_by("-asked_at")[:50]
    return {
        "complaints": complaints(connection, timezone.now()),
        "cursors": [
            (list_named(row.feed), row) for row in connection.cursors.order_by("pk")
        ],
        "parked": [(kind_named(row.kind), row) for row in parked],
        "limits": _limits(connection),
        "codes": _codes(connection),
        "latest": latest,
        "unequal": [_told(line, connection.shop.currency) for line in lines[:50]],
    }


def _told(line: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """An order that differs, in words."""
    ours = line["ours"]
    return {
        "order": line["order"],
        "ours": "–" if ours is None else money(Decimal(ours), currency),
        "shops": money(Decimal(line["shops"]), currency),
        "why": why_unequal(line["why"]),
    }


def _limits(connection: Connection) -> list[str]:
    """What the shop cannot do; nothing where its key cannot be read any more."""
    try:
        return limits(connector_of(connection))
    except Refused:
        return []


def _codes(connection: Connection) -> dict[str, int]:
    rows = PushedCode.objects.filter(connection=connection)
    waiting = rows.exclude(task="")
    return {
        "pushed": rows.exclude(external_id="").count(),
        "waiting": waiting.exclude(due_at=None).count(),
        "refused": waiting.filter(due_at=None).count(),
    }


def _stopped(connection: Connection) -> dict[str, Any]:
    kind = kinds().get(connection.kind)
    return {"form": KeyForm(None, kind=kind) if kind else None}


def _survey(_request: HttpRequest, connection: Connection) -> str:
    tasks.survey.delay(connection.pk)
    return _("The orders of the shop are being counted.")


def _start(request: HttpRequest, connection: Connection) -> str:
    """Raises Refused."""
    states, past = StatesForm(request.POST, connection=connection), PastForm(request.POST)
    _check(states)
    _check(past)
    connectors.map_states(connection=connection, states=states.states)
    connectors.start(
        connection=connection,
        past=past.cleaned_data["past"],
        since=past.cleaned_data["past_since"],
        now=timezone.now(),
    )
    tasks.read_past.delay(connection.pk)
    return _("The shop is being read.")


def _renew_key(request: HttpRequest, connection: Connection) -> str:
    """Raises Refused."""
    form = KeyForm(request.POST, kind=kinds()[connection.kind])
    _check(form)
    connectors.renew_key(
        connection=connection, credentials=form.credentials, now=timezone.now()
    )
    return _("The shop takes the key: it is connected again.")


def _check(form: Form) -> None:
    """Raises Refused, with all that the form finds wrong."""
    if not form.is_valid():
        found = [error for errors in form.errors.values() for error in errors]
        raise Refused(" ".join(str(error) for error in found))


def _reconcile(_request: HttpRequest, connection: Connection) -> str:
    connectors.reconcile(connection=connection, now=timezone.now())
    return _("The shop’s orders were compared with the books.")


def _retry(_request: HttpRequest, connection: Connection) -> str:
    count = connectors.retry_all(connection=connection, now=timezone.now())
    tasks.read_pending.delay(connection.pk)
    return _("%(count)s are tried again.") % {"count": count}


@admin.register(ContactAccount)
class ContactAccountAdmin(ShopScopedAdmin[ContactAccount]):
    """The newsletter service that customers who agree to offers are kept in."""

    form = ContactAccountForm
    list_display = ["shop", "kind", "synced_at", "stopped_for"]
    list_select_related = ["shop"]
    ordering = ["shop__name", "pk"]
    fields = ["shop", "kind", "key", "segments", "synced_at", "stopped_for"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        allowed = request.user.has_perm("connectors.add_connection")
        return allowed and self.has_view_permission(request)

    def has_change_permission(
        self, request: HttpRequest, obj: ContactAccount | None = None
    ) -> bool:
        allowed = request.user.has_perm("connectors.change_connection")
        return allowed and self.has_view_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: ContactAccount | None = None
    ) -> bool:
        return self.has_change_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: ContactAccount | None = None
    ) -> list[str]:
        return ["synced_at", "stopped_for", *(["shop", "kind"] if obj else [])]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "shop":
            mine = [shop.pk for shop in shops_of(request.user)]
            kwargs["queryset"] = Shop.objects.filter(pk__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        mine = [shop.pk for shop in shops_of(request.user)]
        kwargs["queryset"] = Segment.objects.filter(shop__in=mine)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: ContactAccount, form: Any, change: bool
    ) -> None:
        """The service has to take the key; one that it refuses is said and not kept."""
        key = form.cleaned_data["key"]
        try:
            if key:
                connectors.open_contacts(account=obj, key=key)
            else:
                super().save_model(request, obj, form, change)
        except Refused as refused:
            stop = str(refused)[:300]
            obj.secrets, obj.stopped_for = obj.secrets or encrypt({}), stop
            obj.save()
            self.message_user(request, str(refused), messages.ERROR)

    def delete_model(self, request: HttpRequest, obj: ContactAccount) -> None:
        """Contacts are removed from the service first."""
        try:
            connectors.close_contacts(account=obj)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
