"""What can still be used of a voucher is written down whenever it changes, by the database:
whoever changes a voucher, by whatever statement, cannot forget it.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION vouchers_voucher_left(voucher vouchers_voucher) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN voucher.kind = 'amount' AND voucher.use_limit = 1
                 AND voucher.used = 0 AND voucher.cancelled_at IS NULL
                THEN voucher.amount - voucher.reissued ELSE 0 END
$$;
CREATE FUNCTION write_voucher_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change numeric := vouchers_voucher_left(NEW);
    kind text := CASE WHEN NEW.remainder_of_id IS NULL THEN 'issue' ELSE 'remainder' END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        change := change - vouchers_voucher_left(OLD);
        kind := CASE WHEN NEW.used > OLD.used THEN 'use'
                     WHEN NEW.used < OLD.used THEN 'release' ELSE 'cancel' END;
    END IF;
    IF change <> 0 THEN
        INSERT INTO vouchers_vouchermovement (shop_id, voucher_id, kind, amount, booked_at)
        VALUES (NEW.shop_id, NEW.id, kind, change, coalesce(NEW.moved_at, now()));
    END IF;
    -- Said for this change only: the next one says its own, or has the database's clock.
    NEW.moved_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER value_moved
BEFORE INSERT OR UPDATE OF used, reissued, cancelled_at, amount, use_limit, moved_at
ON vouchers_voucher FOR EACH ROW EXECUTE FUNCTION write_voucher_movement();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON vouchers_vouchermovement
FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_vouchers();
"""

DROP = """
DROP TRIGGER append_only ON vouchers_vouchermovement;
DROP TRIGGER value_moved ON vouchers_voucher;
DROP FUNCTION write_voucher_movement();
DROP FUNCTION vouchers_voucher_left(vouchers_voucher);
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0003_outbox_events")]

    operations = [migrations.RunSQL(CREATE, DROP)]
