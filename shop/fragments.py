"""Pieces of SQL about the shop's rows, for statements by hand of any app."""

from core.sql import Fragment

# Keys of a customer and of all who were merged into them, as an array; ``customer`` names
# the key. It stands in each statement: a function that reads tables finds them by the
# search path, which another schema changes.
IDS_OF = Fragment("""ARRAY(
    WITH RECURSIVE person AS (
        SELECT {customer} AS id
        UNION
        SELECT merged.id
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT id FROM person
)""")
# Of the row ``customer``. Few were ever merged: the others are spared the recursion.
IDS_OF_CUSTOMER = Fragment("""
    CASE WHEN EXISTS (
        SELECT FROM shop_customer merged WHERE merged.merged_into_id = customer.id
    ) THEN {ids} ELSE ARRAY[customer.id] END
""").fill(ids=IDS_OF.fill(customer="customer.id"))

# What the row ``shop_order`` is a part of; most orders are a purchase by themselves.
PURCHASE = Fragment("coalesce(nullif(shop_order.purchase, ''), ':' || shop_order.id)")

# Whether the row ``product`` can be bought; what is said of no stock is in stock.
FOR_SALE = Fragment(
    "product.active AND NOT product.removed AND coalesce(product.stock, 1) > 0"
)

# The keys of {customer}, a primary key, and of those merged into it, as an array.
KEYS_OF = Fragment("""ARRAY(
    WITH RECURSIVE person AS (
        SELECT one.id, one.address_key, one.proven_key
        FROM shop_customer one WHERE one.id = {customer}
        UNION
        SELECT merged.id, merged.address_key, merged.proven_key
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT DISTINCT key FROM person, unnest(ARRAY[address_key, proven_key]) AS key
    WHERE key <> ''
)""")
