"""A move from one tier to another is an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_tier_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT move.shop_id, 'tier.changed', customer.external_id, jsonb_build_object(
        'before', held.name, 'after', reached.name, 'up', move.up, 'cause', move.cause,
        'at', move.at)
    FROM written move
    JOIN shop_customer customer ON customer.id = move.customer_id
    LEFT JOIN tiers_tier held ON held.id = move.before_id
    LEFT JOIN tiers_tier reached ON reached.id = move.after_id
    ORDER BY move.id;
    RETURN NULL;
END $$;
CREATE TRIGGER tier_changed AFTER INSERT ON tiers_move
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION tell_tier_changed();
"""

REVERSE = """
DROP TRIGGER tier_changed ON tiers_move;
DROP FUNCTION tell_tier_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tiers", "0002_append_only"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
