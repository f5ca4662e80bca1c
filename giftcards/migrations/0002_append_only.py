"""Movements of gift cards are written once. A mistake is reversed by the next row."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_to_rewrite_giftcards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: reverse it with a new row', TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("giftcards", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_to_rewrite_giftcards()"),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON giftcards_cardmovement "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_giftcards()",
            "DROP TRIGGER append_only ON giftcards_cardmovement",
        ),
    ]
