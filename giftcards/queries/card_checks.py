"""Audit of gift cards: their balances, their movements and their orders agree."""

from collections.abc import Iterator

from core.audit import Inconsistency, run_checks
from core.chain_sql import broken


def inconsistencies() -> Iterator[Inconsistency]:
    """Yields nothing when the ledger of gift cards is consistent."""
    return run_checks(CHECKS)


# Each answers rows of (subject, what was found).
CHECKS = {
    "no movement of a card was changed": broken("giftcards_cardmovement", of="card_id"),
    "a gift card has what its movements leave": """
        SELECT 'gift card ' || card.code,
               card.balance || ' after ' || card.moved || ' movements, they say '
               || coalesce(sum(movement.amount), 0) || ' after ' || count(movement.id)
        FROM giftcards_giftcard card
        LEFT JOIN giftcards_cardmovement movement ON movement.card_id = card.id
        GROUP BY card.id
        HAVING card.balance <> coalesce(sum(movement.amount), 0)
            OR card.moved <> count(movement.id)
            OR card.moved <> coalesce(max(movement.number), 0)
            OR card.amount IS DISTINCT FROM
               sum(movement.amount) FILTER (WHERE movement.kind = 'issue')
    """,
    "each movement of a gift card leaves its balance": """
        SELECT 'gift card ' || card.code, 'movement ' || told.number || ' says '
               || told.balance || ', not ' || told.sum
        FROM (SELECT card_id, number, balance,
                     sum(amount) OVER (PARTITION BY card_id ORDER BY number) AS sum
              FROM giftcards_cardmovement) told
        JOIN giftcards_giftcard card ON card.id = told.card_id
        WHERE told.balance <> told.sum
    """,
    "a gift card that nobody has spent of is gone with its purchase": """
        SELECT 'gift card ' || card.code, 'whole, but order ' || shop_order.external_id
               || ' does not count any more'
        FROM giftcards_giftcard card
        JOIN shop_order ON shop_order.id = card.order_id
        WHERE card.balance = card.amount AND card.cancelled_at IS NULL
          AND NOT shop_order.counts
    """,
    "an order has no more gift cards than it has bought": """
        SELECT 'order ' || shop_order.external_id, 'bought ' || coalesce(line.pieces, 0)
               || ' gift cards, and has ' || count(card.id)
        FROM giftcards_giftcard card
        JOIN shop_order ON shop_order.id = card.order_id
        LEFT JOIN LATERAL (
            SELECT sum(floor(quantity)) AS pieces FROM shop_orderline
            WHERE order_id = shop_order.id AND gift_card
        ) line ON true
        WHERE card.cancelled_at IS NULL AND shop_order.counts
        GROUP BY shop_order.id, line.pieces
        HAVING count(card.id) > coalesce(line.pieces, 0)
           AND count(card.id) > count(card.id) FILTER (WHERE card.balance < card.amount)
    """,
    "money of a gift card goes to whoever waits for it": """
        SELECT 'order ' || shop_order.external_id,
               'waits for ' || refused.amount || ' of ' || card.code || ', which has '
               || card.balance
        FROM giftcards_refusedpayment refused
        JOIN shop_order ON shop_order.id = refused.order_id
        JOIN giftcards_giftcard card
          ON card.shop_id = refused.shop_id AND upper(card.code) = upper(refused.code)
        WHERE refused.reason IN ('already_used', 'insufficient_balance')
          AND card.cancelled_at IS NULL AND refused.amount <= card.balance
          AND shop_order.placed_at < card.valid_until
    """,
    "an order has of a gift card what it says, or staff know": """
        SELECT 'order ' || shop_order.external_id,
               'has ' || paid.amount || ' of ' || card.code
        FROM (SELECT order_id, card_id, -sum(amount) AS amount
              FROM giftcards_cardmovement
              WHERE kind IN ('pay', 'give_back') GROUP BY order_id, card_id) paid
        JOIN shop_order ON shop_order.id = paid.order_id
        JOIN giftcards_giftcard card ON card.id = paid.card_id
        LEFT JOIN LATERAL (
            SELECT (said.value ->> 'amount')::numeric - (said.value ->> 'refunded')::numeric
                   AS amount
            FROM jsonb_each(shop_order.gift_card_payments) said
            WHERE upper(said.key) = upper(card.code)
        ) stated ON true
        WHERE paid.amount < 0 OR paid.amount > coalesce(stated.amount, 0)
           OR card.shop_id <> shop_order.shop_id
    """,
}
