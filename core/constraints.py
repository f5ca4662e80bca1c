"""A row and what it refers to belong to one shop, and the database holds it."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, ForeignKey, Model

type _Editor = BaseDatabaseSchemaEditor | None


class SameShop(BaseConstraint):
    """``FOREIGN KEY (shop_id, field_id) REFERENCES parent (shop_id, id)``, deferred.

    It replaces the simple key of a field declared with ``db_constraint=False``: one check
    a row, not two. The parent needs ``UNIQUE (shop_id, id)``.
    """

    def __init__(self, field_name: str, *, name: str) -> None:
        self.field_name = field_name
        super().__init__(name=name)

    def create_sql(self, model: type[Model] | None, schema_editor: _Editor) -> str:
        """Nothing at once: the parent, or its unique key, may be made later in the same
        migration. What is deferred runs at its end.
        """
        assert model, "called by a migration"
        assert schema_editor, "called by a migration"
        field = model._meta.get_field(self.field_name)
        assert isinstance(field, ForeignKey), "what refers to another row"
        parent, quote = field.related_model, schema_editor.quote_name
        schema_editor.deferred_sql.append(
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)}"
            f" FOREIGN KEY (shop_id, {quote(field.column)})"
            f" REFERENCES {quote(parent._meta.db_table)} (shop_id, id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )
        return ""

    def constraint_sql(self, model: type[Model] | None, schema_editor: _Editor) -> str:
        return self.create_sql(model, schema_editor)

    def remove_sql(self, model: type[Model] | None, schema_editor: _Editor) -> str:
        assert model, "called by a migration"
        assert schema_editor, "called by a migration"
        quote = schema_editor.quote_name
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to the database: a form offers only what is of its shop."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, (self.field_name, *args), kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SameShop):
            return (self.name, self.field_name) == (other.name, other.field_name)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.field_name))
