"""Rule versions and their terms are written once: a change is a new version."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: reverse it with a new row', TG_TABLE_NAME;
END $$;
"""
TABLES = ["earning_ruleversion", "earning_bonusterms", "earning_actionterms"]


class Migration(migrations.Migration):
    dependencies = [("earning", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_rules()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_rules()",
                f"DROP TRIGGER append_only ON {table}",
            )
            for table in TABLES
        ),
    ]
