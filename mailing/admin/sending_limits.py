from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from mailing.forms.sending_limits import SendingLimitsForm
from mailing.models import SendingLimits
from mailing.phrases.sending_limits import sending_limits_in_words
from shop.admin import ShopSettingsAdmin


@admin.register(SendingLimits)
class SendingLimitsAdmin(ShopSettingsAdmin[SendingLimits]):
    """One row per shop, made with it: how often and when it sends offers."""

    form = SendingLimitsForm
    change_form_template = "admin/mailing/sendinglimits/change_form.html"
    list_display = ["shop_name", "in_words"]
    fields = [
        "frequency_cap",
        "frequency_cap_days",
        "quiet_from",
        "quiet_until",
        "quiet_days",
    ]

    @admin.display(description=_("sending of offers"))
    def in_words(self, limits: SendingLimits) -> str:
        return " ".join(sending_limits_in_words(limits))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: SendingLimits | None = None,
    ) -> HttpResponse:
        if obj:
            context |= {"sentences": sending_limits_in_words(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)
