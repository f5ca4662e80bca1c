from django.db import migrations

from core.plain_letters import CREATE, DROP


class Migration(migrations.Migration):
    """The function by which people are found as one types: see ``0002_address_key``."""

    dependencies = [("accounts", "0002_address_key")]
    run_before = [("shop", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
