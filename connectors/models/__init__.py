from connectors.models.connections import Connection
from connectors.models.contacts import ContactAccount, PushedContact
from connectors.models.pulls import FeedCursor, HeardEvent, PendingRead
from connectors.models.pushes import PushedCode, PushedGroup, PushedTier
from connectors.models.reconciliations import Reconciliation

__all__ = [
    "Connection",
    "ContactAccount",
    "FeedCursor",
    "HeardEvent",
    "PendingRead",
    "PushedCode",
    "PushedContact",
    "PushedGroup",
    "PushedTier",
    "Reconciliation",
]
