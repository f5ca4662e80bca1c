"""What a customer has said about mails is an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_consent_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT customer.shop_id, 'consent.changed', customer.external_id, jsonb_build_object(
        'category', consent.category, 'given', consent.given, 'at', consent.recorded_at)
    FROM written consent
    JOIN shop_customer customer ON customer.id = consent.customer_id
    ORDER BY consent.id;
    RETURN NULL;
END $$;
CREATE TRIGGER consent_changed AFTER INSERT ON mailing_consent
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION tell_consent_changed();
"""

REVERSE = """
DROP TRIGGER consent_changed ON mailing_consent;
DROP FUNCTION tell_consent_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("mailing", "0002_consents_append_only"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
