from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.exports import Column, Label
from shop.admin import ShopExport
from shop.models import Order


class CustomerExport(ShopExport):
    external_id = Column("external_id", _("id in the shop"))
    email = Column("email", _("e-mail"))
    first_name = Column("first_name", _("first name"))
    last_name = Column("last_name", _("last name"))
    language = Label("language", _("language"), settings.LANGUAGES)
    birthday = Column("birthday", _("birthday"))
    group = Column("group", _("group"))
    registered_at = Column("registered_at", _("registered"))
    guest = Column("guest", _("guest"))
    available = Column("available", _("points"))
    erased_at = Column("erased_at", _("erased"))


class OrderExport(ShopExport):
    external_id = Column("external_id", _("id in the shop"))
    reference = Column("reference", _("reference"))
    customer = Column("customer__external_id", _("customer"))
    email = Column("email", _("e-mail"))
    state = Label("state", _("state"), Order.State.choices)
    raw_state = Column("raw_state", _("state in the shop"))
    placed_at = Column("placed_at", _("placed"))
    paid_at = Column("paid_at", _("paid"))
    total = Column("total", _("total"))
    currency = Column("shop__currency", _("currency"))
    shipping = Column("shipping", _("shipping"))
    discount = Column("discount", _("discount"))
    refunded = Column("refunded_amount", _("refunded outside lines"))
    vouchers = Column("voucher_codes", _("voucher codes"))
    net_points = Column("net_points", _("points"))

    def dehydrate_vouchers(self, order: Order) -> str:
        return ", ".join(order.voucher_codes)
