"""A voucher that is issued, used, given back or cancelled is an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_voucher_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT voucher.shop_id, 'voucher.issued', coalesce(customer.external_id, ''),
           jsonb_build_object(
        'code', voucher.code, 'origin', voucher.origin, 'kind', voucher.kind,
        'amount', voucher.amount::text, 'percent', voucher.percent::text,
        'valid_from', voucher.valid_from, 'valid_until', voucher.valid_until)
    FROM written voucher
    LEFT JOIN shop_customer customer ON customer.id = voucher.customer_id
    ORDER BY voucher.id;
    RETURN NULL;
END $$;
CREATE TRIGGER voucher_issued AFTER INSERT ON vouchers_voucher
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION tell_voucher_issued();

CREATE FUNCTION tell_voucher_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT NEW.shop_id,
           CASE WHEN NEW.cancelled_at IS NOT NULL AND OLD.cancelled_at IS NULL
                THEN 'voucher.cancelled' ELSE 'voucher.changed' END,
           coalesce(
               (SELECT external_id FROM shop_customer WHERE id = NEW.customer_id), ''),
           jsonb_build_object(
        'code', NEW.code, 'used', NEW.used,
        'uses_left', NEW.use_limit - NEW.used,
        'worth', (NEW.amount - NEW.reissued)::text, 'valid_until', NEW.valid_until,
        'cancelled', NEW.cancelled_at IS NOT NULL);
    RETURN NULL;
END $$;
-- Holds and archiving change nothing that a shop has to know of a code.
CREATE TRIGGER voucher_changed AFTER UPDATE ON vouchers_voucher FOR EACH ROW
    WHEN ((OLD.cancelled_at IS NULL, OLD.used, OLD.amount, OLD.reissued, OLD.valid_until,
           OLD.customer_id, OLD.use_limit)
        IS DISTINCT FROM
          (NEW.cancelled_at IS NULL, NEW.used, NEW.amount, NEW.reissued, NEW.valid_until,
           NEW.customer_id, NEW.use_limit))
    EXECUTE FUNCTION tell_voucher_changed();
"""

REVERSE = """
DROP TRIGGER voucher_changed ON vouchers_voucher;
DROP FUNCTION tell_voucher_changed();
DROP TRIGGER voucher_issued ON vouchers_voucher;
DROP FUNCTION tell_voucher_issued();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("vouchers", "0002_append_only"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
