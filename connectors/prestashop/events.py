"""What the module in the shop calls about: a topic and an id, nothing to be believed."""

import json

from connectors.contract import BadSignature, Hint, Kind, ShopEvent
from connectors.signatures import check_standard

# Coalesced topics, and the hooks by their own names where a module sends them raw.
_TOPICS = {
    "order": Kind.ORDER,
    "customer": Kind.CUSTOMER,
    "product": Kind.PRODUCT,
    "category": Kind.CATEGORY,
    "group": Kind.GROUP,
    "actionValidateOrder": Kind.ORDER,
    "actionOrderStatusPostUpdate": Kind.ORDER,
    "actionObjectOrderUpdateAfter": Kind.ORDER,
    "actionObjectCustomerAddAfter": Kind.CUSTOMER,
    "actionObjectCustomerUpdateAfter": Kind.CUSTOMER,
    "actionObjectCustomerDeleteAfter": Kind.CUSTOMER,
    "actionUpdateQuantity": Kind.PRODUCT,
}


def verify(event: ShopEvent, secret: str) -> Hint | None:
    """None for a topic that nothing follows from. Raises BadSignature."""
    name, at = check_standard(event, secret)
    try:
        said = json.loads(event.body)
        kind, thing = _TOPICS.get(said["topic"]), str(said["id"])
    except (ValueError, LookupError, TypeError) as error:
        raise BadSignature from error
    return Hint(kind, thing, name, at) if kind else None
