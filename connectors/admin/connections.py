"""« Connect my shop », and the page of a connected one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import author_of
from connectors import actions as connectors
from connectors import tasks
from connectors.actions.connecting import kind_name
from connectors.admin.pages import PAGES
from connectors.admin.steps import STEPS
from connectors.forms import ConnectForm
from connectors.kinds import kinds
from connectors.models import Connection, PushedCode
from core.errors import Refused
from shop.access import require
from shop.admin import ShopScopedAdmin
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
        """Ask which kind of shop it is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {"kinds": kinds().values()}
        return self._page(request, "kind", _("Connect my shop"), context)

    def connect_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Ask for address and key, and look at the shop before anything is kept."""
        known = kinds().get(kind)
        if known is None:
            raise Http404
        form = ConnectForm(
            request.POST or None, kind=known, shops=list(shops_of(request.user))
        )
        if request.method == "POST" and form.is_valid():
            try:
                connection = connectors.connect(
                    shop=form.cleaned_data["shop"],
                    kind=known.code,
                    address=form.cleaned_data["address"],
                    credentials=form.credentials,
                    ca_pem=form.cleaned_data["ca_pem"],
                    author=author_of(request.user),
                    now=timezone.now(),
                )
            except Refused as refused:
                # The shop, or what was typed, will not do: the form says why.
                form.add_error(None, str(refused))
            else:
                self.log_addition(request, connection, [{"added": {}}])
                # Counting reads every order: a page cannot wait for it.
                tasks.survey.delay(connection.pk)
                return to_page("change", connection)
        title = _("Connect my %(kind)s shop") % {"kind": known.name}
        return self._page(request, "connect", title, {"form": form, "kind": known})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page of the connection's state, or press one of its buttons."""
        connection = self.get_object(request, object_id)
        if connection is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if not self.has_view_permission(request, connection):
            raise PermissionDenied
        if request.method == "POST":
            require(request, "connectors.change_connection")
            return self.press_button(request, connection)
        say = PAGES.get(State(connection.state))
        name = connection.state if say else "ended"
        # The shop's own time, and before the answer leaves: it is drawn later otherwise.
        with timezone.override(connection.shop.zone):
            context = say(connection) if say else {}
            context |= {"connection": connection, "kind": kind_name(connection)}
            return self._page(request, name, str(connection), context).render()

    def press_button(self, request: HttpRequest, connection: Connection) -> HttpResponse:
        """What was done, or why it was not, is said on the page that follows."""
        step = next((STEPS[name] for name in STEPS if name in request.POST), None)
        if step is None:
            raise Http404
        try:
            done = step(request, connection)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.log_change(request, connection, done)
            self.message_user(request, done, messages.SUCCESS)
        return to_page("change", connection)

    def leave_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what stays in the shop before it is left, and take that out first."""
        rows = self.get_queryset(request).exclude(state=State.ENDED)
        connection = rows.filter(pk=pk).first()
        if connection is None:
            raise Http404
        if request.method != "POST":
            codes = PushedCode.objects.filter(connection=connection)
            context = {
                "connection": connection,
                "codes": codes.exclude(external_id="").count(),
            }
            title = _("Disconnect %(shop)s?") % {"shop": connection}
            return self._page(request, "leave", title, context)
        force = "force" in request.POST
        try:
            connectors.disconnect(connection=connection, clock=timezone.now, force=force)
        except Refused as refused:
            # Nothing has ended: the page asks again, and offers to leave it all there.
            self.message_user(request, str(refused), messages.ERROR)
            return to_page("leave", connection)
        said = _("%(shop)s is disconnected.") % {"shop": connection}
        self.log_change(request, connection, said)
        self.message_user(request, said, messages.SUCCESS)
        return to_page("change", connection)

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> TemplateResponse:
        shared = {"opts": self.opts, "title": title}
        context = {**self.admin_site.each_context(request), **shared, **context}
        template = f"admin/connectors/connection/{name}.html"
        return TemplateResponse(request, template, context)


def to_page(page: str, connection: Connection) -> HttpResponseRedirect:
    """``page``: the last word of an address' name, change or leave."""
    name = f"admin:connectors_connection_{page}"
    return HttpResponseRedirect(reverse(name, args=[connection.pk]))
