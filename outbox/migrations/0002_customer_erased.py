"""The erasure of a customer is an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_customer_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_event (shop_id, type, customer, data)
    VALUES (NEW.shop_id, 'customer.erased', NEW.external_id,
            jsonb_build_object('erased_at', NEW.erased_at));
    RETURN NULL;
END $$;
CREATE TRIGGER customer_erased AFTER UPDATE OF erased_at ON shop_customer FOR EACH ROW
    WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION tell_customer_erased();
"""

REVERSE = """
DROP TRIGGER customer_erased ON shop_customer;
DROP FUNCTION tell_customer_erased();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
        ("shop", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
