"""All ids of a person: his own and those of whoever was merged into him, at any depth.

A function, because a recursive query inside a larger one keeps PostgreSQL from sharing
the larger one out over its workers.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION shop_ids_of(customer bigint) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE person AS (
        SELECT $1 AS id
        UNION ALL
        SELECT merged.id
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT array_agg(id) FROM person
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION shop_ids_of(bigint)")]
