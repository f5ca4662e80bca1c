"""A movement of points is an event, whichever statement wrote it, by COPY too."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_points_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- By statement, so that a chunk of a thousand movements is one INSERT more.
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT movement.shop_id, 'points.changed', customer.external_id, jsonb_build_object(
        'points', movement.points, 'balance', movement.balance, 'kind', movement.kind,
        'source', movement.source, 'happened_at', movement.happened_at,
        'order', bought.external_id, 'voucher', voucher.code)
    FROM written movement
    JOIN shop_customer customer ON customer.id = movement.account_id
    LEFT JOIN shop_order bought ON bought.id = movement.order_id
    LEFT JOIN vouchers_voucher voucher ON voucher.id = movement.voucher_id
    ORDER BY movement.id;
    RETURN NULL;
END $$;
CREATE TRIGGER points_changed AFTER INSERT ON points_movement
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION tell_points_changed();
"""

REVERSE = """
DROP TRIGGER points_changed ON points_movement;
DROP FUNCTION tell_points_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0002_append_only"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
