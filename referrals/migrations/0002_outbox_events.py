"""A reward for a referral is an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tell_referral_rewarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_event (shop_id, type, customer, data)
    SELECT referral.shop_id, 'referral.rewarded', customer.external_id, jsonb_build_object(
        'side', reward.side, 'points', reward.points, 'voucher', voucher.code)
    FROM written reward
    JOIN referrals_referral referral ON referral.id = reward.referral_id
    JOIN shop_customer customer ON customer.id = CASE reward.side
        WHEN 'sponsor' THEN referral.sponsor_id ELSE referral.friend_id END
    LEFT JOIN vouchers_voucher voucher ON voucher.id = reward.voucher_id
    ORDER BY reward.id;
    RETURN NULL;
END $$;
CREATE TRIGGER referral_rewarded AFTER INSERT ON referrals_referralreward
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION tell_referral_rewarded();
"""

REVERSE = """
DROP TRIGGER referral_rewarded ON referrals_referralreward;
DROP FUNCTION tell_referral_rewarded();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
