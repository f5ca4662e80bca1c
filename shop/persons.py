"""Who is the same person: the one definition, for queries of Django's and for SQL by hand.

A person is a customer, all who were merged into them, and whoever has one of their
addresses, stated by the shop or proven by a code, compared by
``core.addresses.address_key``. An empty address is nobody's. What a person has done
(orders, carts, consents, mails) is found by those ids and by those keys, and each such row
knows its own address: nothing is passed on through a third row.

    person_of(customer)             the ids and keys of one person; 1 query
    person_of_address(shop, email)  the same of somebody known by an address alone
    person.customers, .addressed    conditions for a query of Django's
    fragments.KEYS_OF               the keys as SQL
    ORDERS_OF                       the orders of one person as SQL
    PERSON_OF_ORDER                 one name for each person, to count what they have had

For proofs (logging in, claiming what a guest bought) this is not enough: those go by the
very address that was proven, because an alias taken wrongly there gives money away.
"""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.db.models.functions import Lower

from core.addresses import address_key
from core.sql import Fragment, fetch
from shop.fragments import KEYS_OF
from shop.models import Customer, Shop


@dataclass(frozen=True, slots=True)
class Person:
    """``ids`` are primary keys of the customer and those merged into them; ``keys`` the
    ``address_key`` of each of their addresses.
    """

    shop: int
    ids: frozenset[int]
    keys: frozenset[str]

    @property
    def customers(self) -> Q:
        """Rows of Customer that are this person, guests and other accounts included."""
        return Q(pk__in=self.ids) | Q(
            Q(address_key__in=self.keys) & ~Q(address_key="")
            | Q(proven_key__in=self.keys) & ~Q(proven_key=""),
            shop=self.shop,
        )

    @property
    def at_address(self) -> Q:
        """Orders and carts that have an address of this person, whosever they are."""
        return Q(~Q(address_key=""), address_key__in=self.keys, shop=self.shop)

    @property
    def addressed(self) -> Q:
        """Orders and carts of no customer that have an address of this person."""
        return Q(self.at_address, customer=None)

    def owns(self, *, customer: int | None, email: str) -> bool:
        """Whether an order or cart with these is this person's. Queries: none."""
        return customer in self.ids or address_key(email) in self.keys


# ``KEYS_OF`` of the row ``customer``. Few were ever merged: the others are spared the
# recursion.
KEYS_OF_CUSTOMER = Fragment("""
    CASE WHEN EXISTS (
        SELECT FROM shop_customer merged WHERE merged.merged_into_id = customer.id
    ) THEN {keys} ELSE ARRAY[customer.address_key, customer.proven_key] END
""").fill(keys=KEYS_OF.fill(customer="customer.id"))
# Primary keys of the orders of {customer} and of whoever is the same person.
ORDERS_OF = Fragment("""
    SELECT bought.id FROM shop_customer buyer
    JOIN shop_order bought ON bought.customer_id = buyer.id
    WHERE buyer.shop_id = %(shop)s
      AND (buyer.id = {customer}
           OR buyer.address_key <> '' AND buyer.address_key = ANY({keys})
           OR buyer.proven_key <> '' AND buyer.proven_key = ANY({keys}))
    UNION ALL
    SELECT bought.id FROM shop_order bought
    WHERE bought.shop_id = %(shop)s AND bought.customer_id IS NULL
      AND bought.address_key <> '' AND bought.address_key = ANY({keys})
""")
# Whose the row ``shop_order`` is, as a name that orders of one person share: the first
# account that has its address, else the address, else the customer. An order that says
# neither is a person for itself. Nothing is passed on, so two accounts of one person that
# share no address are two here.
PERSON_OF_ORDER = Fragment("""(
    SELECT coalesce('m' || account.id, 'k' || nullif(said.key, ''),
                    'c' || shop_order.customer_id, 'o' || shop_order.id)
    FROM (SELECT coalesce(
              (SELECT nullif(buyer.address_key, '') FROM shop_customer buyer
               WHERE buyer.id = shop_order.customer_id),
              CASE WHEN shop_order.customer_id IS NULL THEN shop_order.address_key END
          ) AS key) said
    LEFT JOIN LATERAL (
        SELECT min(found.id) AS id FROM (
            SELECT id FROM shop_customer
            WHERE shop_id = shop_order.shop_id AND address_key = said.key
              AND address_key <> '' AND NOT guest AND merged_into_id IS NULL
            UNION ALL
            SELECT id FROM shop_customer
            WHERE shop_id = shop_order.shop_id AND proven_key = said.key
              AND proven_key <> '' AND NOT guest AND merged_into_id IS NULL
        ) found
    ) account ON true
)""")
_PERSON = Fragment("""
    WITH RECURSIVE person AS (
        SELECT one.id, one.address_key, one.proven_key
        FROM shop_customer one WHERE one.id = %(customer)s
        UNION
        SELECT merged.id, merged.address_key, merged.proven_key
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT id, address_key, proven_key FROM person
""")


def person_of(customer: Customer) -> Person:
    """Answer all ids and addresses of the customer. Requires: they were not merged into
    another. Queries: 1.
    """
    rows = fetch(_PERSON.given(customer=customer.pk))
    keys = {key for _id, *both in rows for key in both if key}
    return Person(customer.shop_id, frozenset(pk for pk, *_ in rows), frozenset(keys))


def person_of_address(shop: Shop, email: str) -> Person:
    """Answer the person with this address, who may be no customer. Queries: none."""
    key = address_key(email)
    return Person(shop.pk, frozenset(), frozenset([key] if key else []))


def addresses_of(person: Person) -> set[str]:
    """Answer the e-mail addresses of all their rows, in lower case. Queries: 1."""
    rows = Customer.objects.filter(person.customers)
    told = rows.values_list(Lower("email"), "proven_email")
    return {address for both in told for address in both if address}


def guests_of(person: Person) -> list[Customer]:
    """Answer guests with one of their addresses, besides the rows that are theirs by id; by
    primary key. Queries: 1.
    """
    rows = Customer.objects.filter(person.customers, guest=True, merged_into=None)
    return list(rows.exclude(pk__in=person.ids).order_by("pk"))


def without_shared_addresses(person: Person) -> Person:
    """Answer the person with those of their addresses that no other account has. Queries:
    1.
    """
    # An address that two accounts share stays the other's: what hangs on it may be theirs.
    rows = Customer.objects.filter(person.customers, guest=False, erased_at=None)
    others = rows.exclude(pk__in=person.ids).values_list("address_key", "proven_key")
    return replace(person, keys=person.keys - {key for both in others for key in both})
