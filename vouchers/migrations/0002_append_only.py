"""Margin guards are written once. Another row is the next one."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_vouchers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: reverse it with a new row', TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_vouchers()"),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON vouchers_marginguard "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_vouchers()",
            "DROP TRIGGER append_only ON vouchers_marginguard",
        ),
    ]
