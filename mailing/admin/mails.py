from collections.abc import Iterable

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.admin import link
from core.templatetags.typography import moment
from mailing.mail_types import all_mail_types
from mailing.models import Mail
from mailing.phrases.mails import mail_type_label, refusal_label
from shop.admin import ShopScopedAdmin


class MailTypeFilter(admin.SimpleListFilter):
    """All mail types, also those of which none was ever sent."""

    title = _("kind")
    parameter_name = "mail_type"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Mail]
    ) -> Iterable[tuple[str, StrOrPromise]]:
        return [(mail_type.code, str(mail_type.label)) for mail_type in all_mail_types()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        return queryset.filter(mail_type=self.value()) if self.value() else queryset


@admin.register(Mail)
class MailAdmin(ShopScopedAdmin[Mail]):
    """Every mail: to whom and when, or why it was not sent."""

    list_display = ["type_label", "to", "state", "refusal", "queued", "sent"]
    list_filter = ["state", "queued_at", MailTypeFilter, "advertising"]
    list_select_related = ["shop", "customer"]
    ordering = ["-queued_at", "-pk"]
    search_fields = ["=email", "=customer__email", "=customer__external_id", "=source"]
    search_help_text = _("The whole e-mail address, or the customer’s id in the shop")
    fields = [
        ("type_label", "advertising"),
        ("state", "refusal", "answer"),
        ("to", "email", "language"),
        ("queued", "due", "latest", "sent"),
        ("attempts", "cause"),
    ]

    def named(self, obj: Mail) -> str:
        return mail_type_label(obj)

    @admin.display(description=_("brought about by"))
    def cause(self, mail: Mail) -> str:
        return mail.source

    @admin.display(description=_("mail"), ordering="mail_type")
    def type_label(self, mail: Mail) -> str:
        return mail_type_label(mail)

    @admin.display(description=_("recipient"))
    def to(self, mail: Mail) -> str:
        return link(mail.customer) or mail.name or mail.email

    @admin.display(description=_("reason"), ordering="reason")
    def refusal(self, mail: Mail) -> str:
        return refusal_label(mail)

    @admin.display(description=_("queued"), ordering="queued_at")
    def queued(self, mail: Mail) -> str:
        return moment(mail.queued_at.astimezone(mail.shop.zone))

    @admin.display(description=_("to be sent"), ordering="due_at")
    def due(self, mail: Mail) -> str:
        return moment(mail.due_at.astimezone(mail.shop.zone))

    @admin.display(description=_("not after"), ordering="not_after")
    def latest(self, mail: Mail) -> str:
        return moment(mail.not_after.astimezone(mail.shop.zone))

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent(self, mail: Mail) -> str:
        return moment(mail.sent_at.astimezone(mail.shop.zone)) if mail.sent_at else ""
