"""A person in SQL, as mails know them: by their ids and by hashes of their addresses.

``shop.persons`` defines who that is. Consents and mails carry the hash of the address they
were given or sent at, so that they are found for every customer who has it.
"""

from core.sql import Fragment
from mailing.queries.addresses import HASH_OF
from shop.fragments import KEYS_OF

# The addresses of the ids in ``person``: rows (customer, shop_id, key, hash).
ADDRESS = Fragment("""
    address AS (
        SELECT known.*, {hash} AS hash
        FROM (
            SELECT DISTINCT person.customer, one.shop_id, key
            FROM person JOIN shop_customer one ON one.id = person.id,
                 unnest(ARRAY[one.address_key, one.proven_key]) AS key
            WHERE key <> ''
        ) known
    )
""").fill(hash=HASH_OF.fill(key="known.key"))
# A person is a customer and all who were merged into them, with their addresses.
# UNION ALL ends because merges never form a circle.
PERSON = Fragment("""
    person AS (
        SELECT id AS customer, id FROM unnest(%(customers)s::bigint[]) AS id
        UNION ALL
        SELECT person.customer, merged.id
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    ), {address}
""").fill(address=ADDRESS)
# What a person has said: rows (customer, id, category, given, recorded_at); one that is
# theirs by id and by address is there twice. A consent is one shop's.
SAID = Fragment("""
    said AS (
        SELECT person.customer, consent.id, consent.category, consent.given,
               consent.recorded_at
        FROM person JOIN mailing_consent consent ON consent.customer_id = person.id
        UNION ALL
        SELECT address.customer, consent.id, consent.category, consent.given,
               consent.recorded_at
        FROM address
        JOIN mailing_consent consent ON consent.address_hash = address.hash
        JOIN shop_customer giver
          ON giver.id = consent.customer_id AND giver.shop_id = address.shop_id
    )
""")
# Whether the person of {owner}, a primary key, has bought. Orders of theirs are looked up
# without ``person``: merging moves them.
BOUGHT = Fragment("""
    (EXISTS (
        SELECT FROM shop_order bought
        WHERE bought.customer_id = {owner} AND bought.counts
    ) OR EXISTS (
        SELECT FROM shop_customer owner, unnest({keys}) AS key
        WHERE owner.id = {owner} AND (EXISTS (
            SELECT FROM shop_order bought
            WHERE bought.shop_id = owner.shop_id AND bought.customer_id IS NULL
              AND bought.address_key = key AND bought.address_key <> '' AND bought.counts
        ) OR EXISTS (
            SELECT FROM shop_customer twin
            JOIN shop_order bought ON bought.customer_id = twin.id AND bought.counts
            WHERE twin.shop_id = owner.shop_id AND (
                twin.address_key = key AND twin.address_key <> ''
                OR twin.proven_key = key AND twin.proven_key <> ''
            )
        ))
    ))
""").fill(keys=KEYS_OF.fill(customer="owner.id"))
