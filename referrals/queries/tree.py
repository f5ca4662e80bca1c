"""Who has brought whom, and whom those have brought."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.sql import Fragment, fetch
from shop.models import Customer, Shop

# Sponsors on a page who were brought by nobody, and the depth down to which it looks.
TREE_ROOTS = 50
DEPTH = 8


@dataclass(frozen=True, slots=True)
class ReferralBranch:
    """A member and their depth; ``brought`` counts their friends of all depths below."""

    customer: Customer
    depth: int
    brought: int


_ROOTS = Fragment("""
    SELECT referral.sponsor_id FROM referrals_referral referral
    WHERE referral.shop_id = %(shop)s AND referral.friend_id IS NOT NULL
      AND referral.status <> 'refused'
      AND NOT EXISTS (
          SELECT FROM referrals_referral above
          WHERE above.friend_id = referral.sponsor_id AND above.status <> 'refused')
    GROUP BY referral.sponsor_id
    ORDER BY count(*) DESC, referral.sponsor_id
    LIMIT %(most)s OFFSET %(skip)s
""")
# The depth ends the recursion also where merged customers have closed a circle.
_BELOW = Fragment("""
    WITH RECURSIVE tree AS (
        SELECT root AS customer, NULL::bigint AS sponsor, 0 AS depth
        FROM unnest(%(roots)s::bigint[]) AS root
        UNION ALL
        SELECT referral.friend_id, referral.sponsor_id, tree.depth + 1
        FROM tree JOIN referrals_referral referral
          ON referral.sponsor_id = tree.customer AND referral.friend_id IS NOT NULL
         AND referral.status <> 'refused'
        WHERE tree.depth < %(deep)s
    )
    SELECT customer, sponsor FROM tree
""")


def referral_tree(shop: Shop, page: int) -> list[ReferralBranch]:
    """Return a page of sponsors, each followed by all below them. Queries: 3."""
    asked = _ROOTS.given(shop=shop.pk, most=TREE_ROOTS, skip=TREE_ROOTS * page)
    roots = [row[0] for row in fetch(asked)]
    rows = fetch(_BELOW.given(roots=roots, deep=DEPTH))
    # The recursion yields a pair once for each way that leads to it.
    below: dict[int, list[int]] = {}
    for customer, sponsor in rows:
        if sponsor and customer not in below.setdefault(sponsor, []):
            below[sponsor].append(customer)
    people = Customer.objects.in_bulk({row[0] for row in rows})
    return [branch for root in roots for branch in _walk(root, 0, below, people)]


def _walk(
    key: int, depth: int, below: Mapping[int, list[int]], people: Mapping[int, Customer]
) -> Iterator[ReferralBranch]:
    under = [
        branch
        for friend in (below.get(key, []) if depth < DEPTH else [])
        for branch in _walk(friend, depth + 1, below, people)
    ]
    yield ReferralBranch(people[key], depth, len(under))
    yield from under
