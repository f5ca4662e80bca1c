from django.db import migrations

from core.address_sql import CREATE, DROP


class Migration(migrations.Migration):
    """The function that compares addresses. It is made here, on the lowest floor that has
    migrations, because columns of the floors above are computed by it.
    """

    dependencies = [("accounts", "0001_initial")]
    run_before = [("shop", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
