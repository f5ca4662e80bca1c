"""Connect a shop, read it, write to it, compare with it, leave it."""

from connectors.actions.connecting import (
    AlreadyConnected,
    KeyTooNarrow,
    check,
    connect,
    disconnect,
    listen,
    map_states,
    renew_key,
    start,
    survey,
)
from connectors.actions.contacts import close_contacts, open_contacts, sync_contacts
from connectors.actions.moving import AnotherShop, move
from connectors.actions.night import is_night, nightly
from connectors.actions.past import read_again, read_past
from connectors.actions.pending import read_pending, retry_all
from connectors.actions.pulling import pull
from connectors.actions.pushing.all import push
from connectors.actions.reconciling import reconcile
from connectors.actions.sweeping import sweep

__all__ = [
    "AlreadyConnected",
    "AnotherShop",
    "KeyTooNarrow",
    "check",
    "close_contacts",
    "connect",
    "disconnect",
    "is_night",
    "listen",
    "map_states",
    "move",
    "nightly",
    "open_contacts",
    "pull",
    "push",
    "read_again",
    "read_past",
    "read_pending",
    "reconcile",
    "renew_key",
    "retry_all",
    "start",
    "survey",
    "sweep",
    "sync_contacts",
]
