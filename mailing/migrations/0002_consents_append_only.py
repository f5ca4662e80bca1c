"""Make consents append-only: a change of mind is another row."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a row', TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("mailing", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_consents()"),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON mailing_consent "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_consents()",
            "DROP TRIGGER append_only ON mailing_consent",
        ),
    ]
