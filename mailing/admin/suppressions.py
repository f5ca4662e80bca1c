from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.templatetags.typography import moment
from mailing.actions.suppressions import unsuppress_hash
from mailing.models import Suppression
from mailing.queries.addresses import address_hash
from shop.access import may
from shop.admin import ShopScopedAdmin


@admin.register(Suppression)
class SuppressionAdmin(ShopScopedAdmin[Suppression]):
    """Addresses that are written to no more, as hashes: nobody can read them here, but
    searching for an address finds it. One that bounced, perhaps by mistake of a server, can
    be released.
    """

    list_display = ["mark", "reason", "since_day"]
    list_filter = ["reason"]
    list_select_related = ["shop"]
    ordering = ["-since", "-pk"]
    search_fields = ["pk"]
    search_help_text = _("The whole e-mail address: only its mark is kept")
    fields = [("mark", "reason", "since_day")]
    # One by one: each needs a reason.
    actions = None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(address_hash=address_hash(search_term)), False

    def has_delete_permission(
        self, request: HttpRequest, obj: Suppression | None = None
    ) -> bool:
        """Only bounces: staff must not override what people have asked for themselves."""
        allowed = may(request, "mailing.delete_suppression")
        if obj is None:
            return allowed
        bounced = obj.reason == Suppression.Reason.BOUNCED
        return allowed and bounced and self.has_view_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        unsuppress_hash(shop=obj.shop_id, address_hash=bytes(obj.address_hash))

    @admin.display(description=_("address"))
    def mark(self, row: Suppression) -> str:
        return bytes(row.address_hash).hex()

    @admin.display(description=_("since"), ordering="since")
    def since_day(self, row: Suppression) -> str:
        return moment(row.since.astimezone(row.shop.zone))
