"""Movements of gift cards are written once. A mistake is reversed."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_card_movements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: reverse it with a new row', TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0020_gift_cards")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_card_movements()"),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON vouchers_cardmovement "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_card_movements()",
            "DROP TRIGGER append_only ON vouchers_cardmovement",
        ),
    ]
