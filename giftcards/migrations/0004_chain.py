"""Each movement keeps a hash of itself and of the one before it on its card."""

from django.db import migrations

from core.chain_sql import INSTANT, create, drop

COLUMNS = ["card_id", "number", "kind", "amount", "balance", "order_id", "author"]
STAMPS = ["happened_at", "booked_at", "recorded_at", "valid_until"]
# What a card is worth and on what terms is said once, when it is issued, and never changed:
# the hash of its first movement covers it. Its holder, dates and words may change.
TERMS = """CASE WHEN entry.kind = 'issue' THEN (
    SELECT jsonb_build_array(card.shop_id, card.code, card.amount, card.single_use,
                             card.minimum, card.vat_regime, card.vat_rate, card.order_id)
    FROM giftcards_giftcard card WHERE card.id = entry.card_id) END"""
PARTS = [f"entry.{column}" for column in COLUMNS]
PARTS += [INSTANT.format(f"entry.{column}") for column in STAMPS]
PARTS += [TERMS]


class Migration(migrations.Migration):
    dependencies = [("giftcards", "0003_outbox_events")]

    operations = [
        migrations.RunSQL(
            create("giftcards_cardmovement", of="card_id", parts=PARTS),
            drop("giftcards_cardmovement"),
        )
    ]
