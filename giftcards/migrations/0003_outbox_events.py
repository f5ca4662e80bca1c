"""A gift card that is made, and each movement of its money, is an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_gift_card_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The code is money for whoever reads it: its end tells the card apart.
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT card.shop_id,
           CASE WHEN movement.kind = 'issue' THEN 'gift_card.issued'
                ELSE 'gift_card.changed' END,
           '', jsonb_build_object(
        'card', card.id::text, 'ends_with', right(card.code, 4),
        'amount', movement.amount::text, 'balance', movement.balance::text,
        'kind', movement.kind, 'order', bought.external_id,
        'bought_by', sold.external_id, 'line', nullif(card.line, ''))
    FROM written movement
    JOIN giftcards_giftcard card ON card.id = movement.card_id
    LEFT JOIN shop_order bought ON bought.id = movement.order_id
    LEFT JOIN shop_order sold ON sold.id = card.order_id
    ORDER BY movement.id;
    RETURN NULL;
END $$;
CREATE TRIGGER gift_card_moved AFTER INSERT ON giftcards_cardmovement
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION tell_gift_card_moved();
"""

REVERSE = """
DROP TRIGGER gift_card_moved ON giftcards_cardmovement;
DROP FUNCTION tell_gift_card_moved();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("giftcards", "0002_append_only"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
