"""manage.py import_orders, at the size and in the troubles of real life."""

import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from points.queries import ledger_checks as points_ledger_checks
from shop.models import Order, Shop
from tests.api.imports.test_reading import HEADER, ROW, written
from tests.statements import set_rules

CDNOW = Path(__file__).parents[4] / "shared" / "data" / "cdnow_orders.csv"


def import_orders(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_orders", str(path), *options, stdout=said)
    return said.getvalue()


def test_the_report_names_refused_lines_with_their_reason(
    shop: Shop, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADER, ROW, ROW.replace("46,", "47,").replace("EUR", "USD"))

    said = import_orders(path, "--shop", shop.code, "--report", str(tmp_path / "r.csv"))

    assert said.splitlines()[:2] == [
        "2 orders: 1 taken in, 0 unchanged, 0 older than what is known",
        "rows: 1 accepted, 1 refused",
    ]
    assert said.splitlines()[2].startswith("  line 3 (order 47): ")
    assert (
        (tmp_path / "r.csv").read_text("utf-8-sig").startswith("line;order;reason\n3;47;")
    )


def test_the_written_report_holds_no_formula(shop: Shop, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, ROW.replace("46,", "=1+1,").replace("EUR", "USD"))

    import_orders(path, "--shop", shop.code, "--report", str(tmp_path / "r.csv"))

    assert ";'=1+1;" in (tmp_path / "r.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("arguments", [("missing.csv", "boutique"), ("o.csv", "nowhere")])
def test_a_wrong_name_is_said_to_be_one(
    shop: Shop, tmp_path: Path, arguments: tuple[str, str]
) -> None:
    written(tmp_path, HEADER, ROW)

    with pytest.raises(CommandError, match="There is no"):
        import_orders(tmp_path / arguments[0], "--shop", arguments[1])


@pytest.mark.skipif(not CDNOW.exists(), reason="the CDNOW orders are not at hand")
def test_real_orders_go_in_and_the_books_agree(shop: Shop, tmp_path: Path) -> None:
    real = CDNOW.read_text().splitlines()[:3001]

    said = import_orders(written(tmp_path, *real), "--shop", shop.code)

    assert said.splitlines()[0].startswith("3000 orders: 3000 taken in")
    assert list(points_ledger_checks.inconsistencies()) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_any_moment_and_run_again_is_one_clean_run(
    tmp_path: Path,
) -> None:
    from tests.factories import make_shop  # noqa: PLC0415 -- rows that are committed

    rows = [ROW.replace("46,57", f"{n},{n % 700}") for n in range(6000)]
    path = written(tmp_path, HEADER, *rows)
    clean, killed = make_shop("clean"), make_shop("killed")
    for shop in (clean, killed):
        # The other process has a clock of its own: no point may hang on it.
        set_rules(shop, validity=None)
    import_orders(path, "--shop", clean.code)

    cut_off = [_kill_once_it_has(path, killed, least) for least in (0, 1, 2500, 4500)]
    assert any(0 < orders < 6000 for orders in cut_off)
    import_orders(path, "--shop", killed.code)

    assert _books(killed) == _books(clean)
    assert Order.objects.filter(shop=killed).count() == 6000
    assert list(points_ledger_checks.inconsistencies()) == []


def _kill_once_it_has(path: Path, shop: Shop, least: int) -> int:
    """Start the import, kill it in the chunk after so many orders; how many are in."""
    orders = Order.objects.filter(shop=shop)
    run = _start(path, shop.code)
    deadline = time.monotonic() + 60
    while orders.count() < least and run.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.1)
    run.kill()
    run.wait()
    return orders.count()


def _start(path: Path, shop: str) -> subprocess.Popen[bytes]:
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return subprocess.Popen(  # noqa: S603 -- our own command on a file of ours
        [sys.executable, "manage.py", "import_orders", str(path), "--shop", shop],
        env=os.environ | {"DATABASE_URL": url, "DEBUG": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _books(shop: Shop) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT customer.external_id, o.external_id, lot.issued, lot.remaining,
                   lot.expired, lot.activates_at, lot.expires_at, lot.settlements
            FROM points_lot lot
            JOIN shop_customer customer ON customer.id = lot.account_id
            JOIN shop_order o ON o.id = lot.order_id
            WHERE lot.shop_id = %s ORDER BY 1, 2
            """,
            [shop.pk],
        )
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows
