"""Each movement keeps a hash of itself and of the one before it on its card."""

from django.db import migrations

from core.chain_sql import INSTANT, create, drop

COLUMNS = ["card_id", "number", "kind", "amount", "balance", "order_id", "author"]
STAMPS = ["happened_at", "booked_at", "recorded_at", "valid_until"]
PARTS = [f"entry.{column}" for column in COLUMNS]
PARTS += [INSTANT.format(f"entry.{column}") for column in STAMPS]


class Migration(migrations.Migration):
    dependencies = [("giftcards", "0003_outbox_events")]

    operations = [
        migrations.RunSQL(
            create("giftcards_cardmovement", of="card_id", parts=PARTS),
            drop("giftcards_cardmovement"),
        )
    ]
