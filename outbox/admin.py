from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from outbox.actions.positioning import position_events
from outbox.actions.subscribing import replay
from outbox.models import Delivery, Webhook
from outbox.rules import event_id
from shop.admin import ShopScopedAdmin


@admin.register(Webhook)
class WebhookAdmin(ShopScopedAdmin[Webhook]):
    """Where events are posted to, and which addresses were given up."""

    list_display = ["url", "shop", "position", "failing_since", "parked_at", "created_at"]
    list_filter = [("parked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["shop"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["url"]

    def get_urls(self) -> list[URLPattern]:
        again = self.guarded(self.replay_view, needs="connectors.change_connection")
        own = [path("<int:pk>/replay/", again, name="outbox_webhook_replay")]
        return own + super().get_urls()

    def replay_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send again what the receiver has not accepted, also where it was given up."""
        webhook = self.get_queryset(request).filter(pk=pk).select_related("shop").first()
        if webhook is None:
            raise Http404
        back = reverse("admin:api_apikey_connection", args=[webhook.shop_id])
        if request.method == "POST":
            position_events(shop=webhook.shop)
            replay(webhook=webhook, after=event_id(webhook.position))
            self.log_change(request, webhook, _("Sent again."))
            self.message_user(
                request,
                _("%(url)s is sent what it has not received.") % {"url": webhook.url},
                messages.SUCCESS,
            )
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Send events again?"),
            "sentences": [
                webhook.url,
                _("All events that it has not accepted are sent, the oldest first."),
            ],
            "button": _("Send again"),
            "back": back,
        }
        return TemplateResponse(request, "admin/confirm.html", context)


@admin.register(Delivery)
class DeliveryAdmin(ShopScopedAdmin[Delivery]):
    """Each attempt to post an event, with what the receiver answered."""

    list_display = ["attempted_at", "webhook", "type", "status", "answer", "milliseconds"]
    list_filter = ["type"]
    list_select_related = ["webhook"]
    ordering = ["-attempted_at", "-pk"]
