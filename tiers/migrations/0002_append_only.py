"""Moves and changes of the tiers are written once."""

from django.db import migrations

TABLES = ["tiers_move", "tiers_tierchange"]

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_tiers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: reverse it with a new row', TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_tiers()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_tiers()",
                f"DROP TRIGGER append_only ON {table}",
            )
            for table in TABLES
        ),
    ]
