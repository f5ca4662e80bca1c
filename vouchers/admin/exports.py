"""What the export of vouchers says of each."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise, WithAnnotations

from accounts.phrases import author_name
from core import days
from core.exports import Column, Label
from shop.admin import ShopExport
from vouchers.models import Voucher


class VoucherExport(ShopExport):
    code = Column("code", _("code"))
    state = Column("state_at", _("state"))
    customer = Column("customer__external_id", _("customer"))
    email = Column("customer__email", _("e-mail"))
    label = Column("label", _("label"))
    origin = Label("origin", _("origin"), Voucher.Origin.choices)
    kind = Label("kind", _("kind"), Voucher.Kind.choices)
    amount = Column("amount", _("amount"))
    currency = Column("shop__currency", _("currency"))
    percent = Column("percent", _("percentage"))
    minimum = Column("minimum", _("minimum cart"))
    valid_from = Column("valid_from", _("valid from"))
    valid_until = Column("valid_until", _("valid until"))
    used = Column("used", _("times used"))
    used_at = Column("used_at", _("used"))
    cancelled_at = Column("cancelled_at", _("cancelled"))
    issued_at = Column("issued_at", _("issued"))
    author = Column("author", _("author"))

    def dehydrate_state(self, voucher: Voucher) -> StrOrPromise:
        return voucher.state_at(timezone.now()).label

    def dehydrate_valid_until(self, voucher: Voucher) -> date:
        """The last day, as it stands on the voucher."""
        return days.last_day(voucher.valid_until, voucher.shop.zone)

    def dehydrate_author(self, voucher: WithAnnotations[Any]) -> str:
        return author_name(voucher.author, voucher.email)
