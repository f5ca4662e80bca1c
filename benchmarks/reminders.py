"""Campaigns: so many customers, one in five with a cart left behind; who is due, queued,
minted, against the leanest statements that write the same rows into a shop of its own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, seconds
from mailing.actions.claiming import BATCH_SIZE
from mailing.models import Mail
from reminders import actions as reminders
from reminders.models import Campaign
from reminders.queries.announcement import announce
from reminders.queries.campaigns import running
from shop.models import Shop


def figures(size: Size) -> Iterator[Figure]:
    customers = size.pick(tiny=20, usual=50_000, full=1_000_000)
    # Vouchers are made for so many of the mails; the time of the rest is calculated.
    minted = size.pick(tiny=4, usual=20_000)
    now = timezone.now()
    shop = _filled(customers, now)
    carts = customers // 5
    of = f"{carts:,} carts of {customers:,}"
    # The first time, a statement is planned with nothing in memory.
    announce(running(shop), now)
    listing = min(seconds(lambda: announce(running(shop), now)) for _ in range(3))
    yield Figure(f"the list of the next run, {of}", listing, 1.0, "s", "≤ 1")

    lean = _filled(customers, now)
    lean_queue = seconds(lambda: _run(_LEAN_QUEUE, shop=lean.pk, now=now))
    queue = seconds(lambda: reminders.run(shop=shop, by="bench", now=now))
    yield Figure(f"chosen and queued, {of}", queue, lean_queue, "s", "≤ 2")

    mails = list(Mail.objects.filter(shop=shop).order_by("pk")[:minted])
    count = len(mails)
    lean_mint = seconds(lambda: _run(_LEAN_MINT, shop=lean.pk, count=count, now=now))
    mint = seconds(lambda: _mint(mails, now))
    yield Figure(f"last word and voucher, {count:,} mails", mint, lean_mint, "s", "–")

    share = carts / count
    whole, leanest = queue + mint * share, lean_queue + lean_mint * share
    yield Figure(f"chosen, queued and minted, {of}", whole, leanest, "s", "≤ 2")


def _filled(customers: int, now: datetime) -> Shop:
    shop = world.new_shop()
    fill(shop, customers, now)
    Campaign.objects.filter(shop=shop, aim="cart").update(
        hour_from=0, hour_until=24, activated_at=now
    )
    return shop


def _mint(mails: list[Mail], now: datetime) -> None:
    """As whoever sends them does, batch by batch."""
    for batch in batched(mails, BATCH_SIZE):
        with transaction.atomic():
            reminders.prepare(list(batch), now)


def _run(sql: str, **values: Any) -> None:
    """In a transaction of its own, with what its rows are checked for at its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def fill(shop: Shop, customers: int, now: datetime) -> None:
    """Everybody has an order that is a month old; each fifth a cart of three days."""
    values: dict[str, Any] = {"shop": shop.pk, "count": customers, "now": now}
    values |= {"old": now - timedelta(days=30), "left": now - timedelta(days=3)}
    for statement in _FILL.split(";\n"):
        _run(statement, **values)
    world.add_orders(shop, placed_at=values["old"])
    world.analyze()


_FILL = """
    INSERT INTO shop_customer (shop_id, external_id, updated_at, digest, email,
        email_verified, first_name, last_name, language, registered_at, guest, proven_email)
    SELECT %(shop)s, n, %(old)s, 'bench', 'client' || n || '@example.com', true, 'Alice',
           'Martin', 'fr', %(old)s, false, ''
    FROM generate_series(1, %(count)s) n;
    INSERT INTO shop_product (shop_id, external_id, updated_at, digest, name, url, image,
        on_sale, active, gift_card, removed, variants)
    VALUES (%(shop)s, 'lamp', %(old)s, 'bench', 'Lamp', '', '', false, true, false, false,
            '[]');
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

# Who has a cart and no order since, written to both tables, and nothing else asked.
_LEAN_QUEUE = """
    WITH due AS (
        INSERT INTO reminders_reminder (shop_id, campaign_id, step_id, customer_id,
            trigger_key, cart_id, since, held_out, created_at)
        SELECT cart.shop_id, step.campaign_id, step.id, cart.customer_id,
               'cart:' || cart.id, cart.id, cart.updated_at, false, %(now)s
        FROM shop_cart cart
        JOIN reminders_campaign campaign
          ON campaign.shop_id = cart.shop_id AND campaign.aim = 'cart'
        JOIN reminders_campaignstep step ON step.campaign_id = campaign.id
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
    INSERT INTO mailing_mail (shop_id, mail_type, advertising, customer_id, source, values,
        state, queued_at, due_at, not_after, email, name, language, reply_to,
        keep_address, reason, answer, attempts, provider_id)
    SELECT shop_id, 'reminder_cart', true, customer_id, 'reminder:' || id, '{}', 'due',
           %(now)s, %(now)s, %(now)s + interval '2 days', '', '', '', '', true, '', '',
           0, ''
    FROM due
"""
# So many vouchers with random codes, noted on their reminders.
_LEAN_MINT = """
    WITH chosen AS (
        SELECT mail.id AS mail, mail.customer_id, told.id AS told
        FROM mailing_mail mail
        JOIN reminders_reminder told ON 'reminder:' || told.id = mail.source
        WHERE mail.shop_id = %(shop)s AND told.shop_id = %(shop)s
        ORDER BY mail.id LIMIT %(count)s
    ), voucher AS (
        INSERT INTO vouchers_voucher (shop_id, customer_id, code, origin, label, kind,
            percent, minimum, minimum_of_goods, minimum_excl_tax, on_sale,
            with_group, with_vouchers, use_limit, partial, highlight, valid_from,
            valid_until, used, reissued, author,
            issued_at)
        SELECT %(shop)s, customer_id, 'PAN-' || upper(substr(md5(random()::text), 1, 11)),
               'cart', 'Bon', 'percent', 5, 0, false, false, true, true, true, 1, false,
               true,
               %(now)s, %(now)s + interval '2 days', 0, 0, 'bench', %(now)s
        FROM chosen
        RETURNING id, customer_id
    )
    UPDATE reminders_reminder told SET mail_id = chosen.mail, voucher_id = voucher.id
    FROM chosen JOIN voucher USING (customer_id)
    WHERE told.id = chosen.told
"""
