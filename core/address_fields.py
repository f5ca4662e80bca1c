"""The key of an address, kept by the database beside the address."""

from collections.abc import Collection

from django.core.checks import CheckMessage
from django.db.models import Func, GeneratedField, TextField, Value
from django.db.models.functions import Coalesce, NullIf


class AddressKey(Func):
    """``core.addresses.address_key`` in the database."""

    function = "address_key"
    output_field = TextField()


class Undotted(Func):
    """``core.addresses.undotted`` of a key in the database, fit for an index."""

    template = (
        "(replace(split_part(%(expressions)s, '@', 1), '.', '')"
        " || '@' || split_part(%(expressions)s, '@', 2))"
    )
    output_field = TextField()


class StoredField(GeneratedField):
    """A stored generated column, which every PostgreSQL has.

    Django's check asks the server for its version: it would make commands that need no
    database (``makemigrations``, ``check --deploy``) wait for one.
    """

    def _check_supported(self, _databases: Collection[str]) -> list[CheckMessage]:
        return []


def address_key_field(email: str) -> StoredField:
    """Return a stored column with the key of the address in the column ``email``."""
    return StoredField(
        expression=AddressKey(email), output_field=TextField(), db_persist=True
    )


def other_key_field(email: str, *, than: str) -> StoredField:
    """Return a stored column with the key of ``email`` where it is another than that of
    ``than``, else empty.
    """
    another = NullIf(AddressKey(email), AddressKey(than))
    return StoredField(
        expression=Coalesce(another, Value("", TextField())),
        output_field=TextField(),
        db_persist=True,
    )
