"""Each movement keeps a hash of itself and of the one before it in its account."""

from django.db import migrations

from core.chain_sql import INSTANT, create, drop

COLUMNS = ["shop_id", "account_id", "number", "kind", "source", "points", "balance"]
COLUMNS += ["adjustment", "order_id", "voucher_id", "lot_id", "other_id", "rules_id"]
COLUMNS += ["action", "author"]
STAMPS = ["happened_at", "booked_at", "recorded_at"]
PARTS = [f"entry.{column}" for column in COLUMNS]
PARTS += [INSTANT.format(f"entry.{column}") for column in STAMPS]


class Migration(migrations.Migration):
    dependencies = [("points", "0003_outbox_events")]

    operations = [
        migrations.RunSQL(
            create("points_movement", of="account_id", parts=PARTS), drop("points_movement")
        )
    ]
