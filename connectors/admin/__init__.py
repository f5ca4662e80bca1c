"""Connected shops and newsletter accounts in the back-office."""

from connectors.admin.connections import ConnectionAdmin
from connectors.admin.contacts import ContactAccountAdmin

__all__ = ["ConnectionAdmin", "ContactAccountAdmin"]
