"""Margin guards are written once: what an order was given can be computed for ever."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_guards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a margin guard is written once: write the next one';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0040_basket_offers")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_guards()"),
        migrations.RunSQL(
            "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON vouchers_marginguard "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_guards()",
            "DROP TRIGGER written_once ON vouchers_marginguard",
        ),
    ]
