from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import WithAnnotations

from accounts.phrases import author_name
from core.exports import Column, Label
from points.models import Movement
from shop.admin import ShopExport


class MovementExport(ShopExport):
    happened_at = Column("happened_at", _("date"))
    customer = Column("account__customer__external_id", _("customer"))
    email = Column("account__customer__email", _("e-mail"))
    number = Column("number", _("number"))
    kind = Label("kind", _("kind"), Movement.Kind.choices)
    points = Column("points", _("points"))
    balance = Column("balance", _("balance"))
    order = Column("order__external_id", _("order"))
    reference = Column("order__reference", _("reference"))
    voucher = Column("voucher__code", _("voucher"))
    reason = Column("adjustment_reason__text", _("reason"))
    author = Column("author", _("author"))
    recorded_at = Column("recorded_at", _("recorded"))

    def dehydrate_reason(self, movement: Movement) -> str | None:
        """Words about somebody who has been erased stay here."""
        erased = movement.account.customer.erased_at
        return None if erased else self.fields["reason"].get_value(movement)

    def dehydrate_author(self, movement: WithAnnotations[Any]) -> str:
        return author_name(movement.author, movement.email)
