"""Pages of « Mon compte » and the account by API, with a short and a long history."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.test import Client
from django.utils import timezone

from accounts.models import User
from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn


def figures(size: Size) -> Iterator[Figure]:
    for movements in size.pick(tiny=(2,), usual=(10, 10_000)):
        yield from _with_movements(size, movements)


def _with_movements(size: Size, movements: int) -> Iterator[Figure]:
    shop = world.new_shop()
    world.add_customers(shop, 1)
    soon = timezone.now() + timedelta(days=30)
    world.add_lots(shop, per_customer=movements, points=5, expires_at=soon)
    user, _created = User.objects.get_or_create(email="client1@example.com")
    member, stranger = Client(), Client()
    member.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    program = world.shop_client(shop)
    page, one = (member, "/bare/page/"), (stranger, "/bare/one/")
    for name, asked, bare in [
        ("« Mon compte »", (member, f"/{shop.code}/compte/"), page),
        ("« Mes points »", (member, f"/{shop.code}/compte/points/"), page),
        ("account by API", (program, "/api/v1/customers/1/account"), one),
    ]:
        rounds, per_round = size.pick(tiny=(1, 2), usual=(5, 50))
        took, base = in_turn(
            partial(_get, *asked, per_round), partial(_get, *bare, per_round), rounds=rounds
        )
        per = 1000 / per_round
        yield Figure(
            f"{name}, {movements:,} movements", took * per, base * per, "ms", "≤ 2"
        )


def _get(client: Client, address: str, times: int) -> None:
    for _ in range(times):
        response = client.get(address, secure=True)
        assert response.status_code == 200, (address, response.status_code)
