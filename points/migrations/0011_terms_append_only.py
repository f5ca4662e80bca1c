"""The terms of a version are written once, like the version itself."""

from django.db import migrations

TABLES = ["points_bonusterms", "points_actionterms"]


class Migration(migrations.Migration):
    dependencies = [("points", "0010_earning")]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()",
            f"DROP TRIGGER append_only ON {table}",
        )
        for table in TABLES
    ]
