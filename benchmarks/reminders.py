"""Campaigns: so many customers, one in five with a basket left behind; who is due, queued,
minted, against the leanest statements that write the same rows.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, seconds
from mailing.models import Mail
from reminders import actions as reminders
from reminders.models import Campaign
from reminders.queries import announce, running
from shop.models import Shop

# Mails in whose transaction bons are made.
BATCH = 500


def figures(customers: int) -> Iterator[Figure]:
    shop, now = world.new_shop(), timezone.now()
    fill(shop, customers, now)
    Campaign.objects.filter(shop=shop, aim="cart").update(
        hour_from=0, hour_until=24, activated_at=now
    )
    carts = f"{customers // 5:,} baskets of {customers:,}"
    # The first time, a statement is planned with nothing in memory.
    announce(running(shop), now)
    listing = seconds(lambda: announce(running(shop), now))
    yield Figure(f"the list of the next run, {carts}", listing, 1.0, "s", "≤ 1")
    lean_queue = seconds(lambda: _undone(lambda: _lean_queue(shop, now)))
    queue = seconds(lambda: reminders.run(shop=shop, by="bench", now=now))
    yield Figure(f"chosen and queued, {carts}", queue, lean_queue, "s", "≤ 2")
    mails = list(Mail.objects.filter(shop=shop).order_by("pk")[: min(20_000, customers)])
    lean_mint = seconds(lambda: _undone(lambda: _lean_mint(shop, len(mails), now)))
    mint = seconds(lambda: _mint(mails, now))
    yield Figure(f"last word and bon, {len(mails):,} mails", mint, lean_mint, "s", "–")
    whole = queue + mint * (customers // 5) / len(mails)
    lean = lean_queue + lean_mint * (customers // 5) / len(mails)
    yield Figure("chosen, queued and minted", whole, lean, "s", "≤ 2")


def _undone(write: Callable[[], None]) -> None:
    """What the baseline writes is checked like any other row, and does not stay."""
    with transaction.atomic():
        write()
        _run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _mint(mails: list[Mail], now: datetime) -> None:
    for batch in batched(mails, BATCH):
        with transaction.atomic():
            reminders.prepare(list(batch), now)


def _run(sql: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def fill(shop: Shop, customers: int, now: datetime) -> None:
    """Everybody has an order that is a month old; each fifth a basket of three days."""
    values: dict[str, Any] = {"shop": shop.pk, "count": customers, "now": now}
    values |= {"old": now - timedelta(days=30), "left": now - timedelta(days=3)}
    for statement in _FILL.split(";\n"):
        _run(statement, **values)
    _run("ANALYZE")


_FILL = """
    INSERT INTO shop_customer (shop_id, external_id, updated_at, digest, email,
        email_verified, first_name, last_name, language, registered_at, guest, proven_email)
    SELECT %(shop)s, n, %(old)s, 'bench', 'client' || n || '@example.com', true, 'Alice',
           'Martin', 'fr', %(old)s, false, ''
    FROM generate_series(1, %(count)s) n;
    INSERT INTO shop_product (shop_id, external_id, updated_at, digest, name, url, image,
        on_sale, active, gift_card, removed)
    VALUES (%(shop)s, 'lamp', %(old)s, 'bench', 'Lamp', '', '', false, true, false, false);
    INSERT INTO shop_order (shop_id, external_id, updated_at, digest, reference,
        customer_id, email, state, raw_state, country, placed_at, shipping, discount,
        refunded_amount, vouchers, gift_cards, states_seen, qualified_at, qualified_by)
    SELECT %(shop)s, customer.external_id, %(old)s, 'bench', '', customer.id, '', 'paid',
           '', '', %(old)s, 0, 0, 0, '{}', '[]', '{}', %(old)s, %(old)s
    FROM shop_customer customer WHERE customer.shop_id = %(shop)s;
    INSERT INTO shop_cart (shop_id, external_id, updated_at, digest, customer_id, email,
        recovery_url, removed)
    SELECT %(shop)s, external_id, %(left)s + external_id::bigint * interval '1 millisecond',
           'bench', id, '', '', false
    FROM shop_customer WHERE shop_id = %(shop)s AND external_id::bigint %% 5 = 0;
    INSERT INTO shop_cartline (cart_id, external_id, product_id, name, quantity, unit_price)
    SELECT cart.id, '1', product.id, '', 1, 40
    FROM shop_cart cart JOIN shop_product product USING (shop_id)
    WHERE cart.shop_id = %(shop)s
"""


def _lean_queue(shop: Shop, now: datetime) -> None:
    """Who has a basket and no order since, written to both tables, and nothing asked."""
    _run(
        """
        WITH due AS (
            INSERT INTO reminders_reminder (shop_id, campaign_id, step_id, customer_id,
                trigger, cart_id, since, held_out, created_at)
            SELECT cart.shop_id, step.campaign_id, step.id, cart.customer_id,
                   'cart:' || cart.id, cart.id, cart.updated_at, false, %(now)s
            FROM shop_cart cart
            JOIN reminders_campaign campaign
              ON campaign.shop_id = cart.shop_id AND campaign.aim = 'cart'
            JOIN reminders_step step ON step.campaign_id = campaign.id
            WHERE cart.shop_id = %(shop)s AND cart.order_id IS NULL
              AND cart.updated_at BETWEEN %(now)s - interval '7 days'
                                      AND %(now)s - interval '1 day'
              AND NOT EXISTS (
                  SELECT FROM shop_order placed
                  WHERE placed.customer_id = cart.customer_id
                    AND placed.placed_at >= cart.updated_at
              )
            RETURNING id, shop_id, customer_id
        )
        INSERT INTO mailing_mail (shop_id, kind, advertising, customer_id, source, values,
            state, queued_at, due_at, not_after, email, name, language, reply_to,
            keep_address, reason, answer, attempts, provider_id)
        SELECT shop_id, 'reminder_cart', true, customer_id, 'lean:' || id, '{}', 'due',
               %(now)s, %(now)s, %(now)s + interval '2 days', '', '', '', '', true, '', '',
               0, ''
        FROM due
        """,
        shop=shop.pk,
        now=now,
    )


def _lean_mint(shop: Shop, count: int, now: datetime) -> None:
    """So many bons with random codes, noted on their reminders."""
    _run(
        """
        INSERT INTO vouchers_voucher (shop_id, customer_id, code, origin, label, kind,
            percent, minimum, minimum_excl_tax, on_sale, with_group, with_vouchers,
            use_limit, partial, highlight, valid_from, valid_until, used, reissued, author,
            issued_at)
        SELECT %(shop)s, id, 'PAN-' || upper(substr(md5(random()::text), 1, 11)), 'cart',
               'Bon', 'percent', 5, 0, false, true, true, true, 1, false, true, %(now)s,
               %(now)s + interval '2 days', 0, 0, 'bench', %(now)s
        FROM (SELECT id FROM shop_customer WHERE shop_id = %(shop)s LIMIT %(count)s) chosen
        """,
        shop=shop.pk,
        count=count,
        now=now,
    )
