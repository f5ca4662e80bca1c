"""What the shop calls about: its own webhooks, or those of the plugin."""

import json

from connectors.contract import BadSignature, Hint, Kind, ShopEvent
from connectors.signatures import check_body, check_standard

_KINDS = {
    "order": Kind.ORDER,
    "customer": Kind.CUSTOMER,
    "product": Kind.PRODUCT,
}


def verify(event: ShopEvent, secret: str) -> Hint | None:
    """A first call without topic and signature only tries the line. WooCommerce gives its
    webhooks no time: their ids tell a repeated one. Raises BadSignature.
    """
    if "webhook-signature" in event.headers:
        return _of_plugin(event, secret)
    topic = event.headers.get("x-wc-webhook-topic", "")
    if not topic and event.body.startswith(b"webhook_id="):
        return None
    check_body(event, secret, "x-wc-webhook-signature")
    kind = _KINDS.get(topic.partition(".")[0])
    if kind is None:
        return None
    delivery = event.headers.get("x-wc-webhook-delivery-id", "")
    return Hint(kind, _id_in(event.body), delivery)


def _of_plugin(event: ShopEvent, secret: str) -> Hint | None:
    name, at = check_standard(event, secret)
    said = _said(event.body)
    kind = _KINDS.get(str(said.get("topic")))
    return Hint(kind, _id_in(event.body), name, at) if kind else None


def _id_in(body: bytes) -> str:
    name = _said(body).get("id")
    if not isinstance(name, int | str):
        raise BadSignature
    return str(name)


def _said(body: bytes) -> dict[str, object]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise BadSignature from error
    if not isinstance(said, dict):
        raise BadSignature
    return said
