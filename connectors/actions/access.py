"""The way into a connected shop: its key decrypted, for as long as a task takes."""

from zoneinfo import ZoneInfo

from connectors.contract import Access, Connector
from connectors.encryption import decrypt
from connectors.kinds import build
from connectors.models import Connection

# Among the secrets: by which the shop signs its events.
EVENTS = "events"


def access_of(connection: Connection) -> Access:
    """Decrypt all that the connector needs to speak with its shop. Raises Undecryptable."""
    secrets = decrypt(connection.secrets)
    return Access(
        address=connection.address,
        credentials={name: value for name, value in secrets.items() if name != EVENTS},
        zone=ZoneInfo(connection.timezone),
        currency=connection.shop.currency,
        states=connection.states,
        ca_pem=connection.ca_pem,
        version=connection.version,
    )


def connector_of(connection: Connection) -> Connector:
    """Build the connector. Raises Undecryptable and AddressRefused."""
    return build(connection.kind, access_of(connection))
