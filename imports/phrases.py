"""Words for files that are imported."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What a merchant calls each column.
COLUMN_NAMES = {
    "email": _("E-mail address"),
    "id": _("Id in the shop"),
    "customer": _("Id of the customer in the shop"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "birthday": _("Birthday"),
    "registered_at": _("Registered on"),
    "language": _("Language"),
    "offers": _("Agrees to offers by e-mail"),
    "order": _("Number of the order"),
    "placed_at": _("Date of the order"),
    "line_total": _("Total of the line"),
    "order_total": _("Total of the order"),
    "state": _("State of the order"),
    "currency": _("Currency"),
    "product": _("Product"),
    "quantity": _("Quantity"),
    "name": _("Name"),
    "price": _("Price"),
    "cost": _("Purchase price"),
    "stock": _("Stock"),
    "url": _("Address of its page"),
    "image": _("Address of its picture"),
    "points": _("Points"),
    "expires_at": pgettext_lazy("points", "Expire on"),
}
