"""Pages of « Mon compte » and the account by API, with a short and a long history."""

from collections.abc import Iterator
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from benchmarks import world
from benchmarks.measure import Figure, in_turn
from shop.models import Shop

PER_ROUND = 50


def figures(movements: int) -> Iterator[Figure]:
    shop = world.new_shop()
    world.add_customers(shop, 1)
    soon = timezone.now() + timedelta(days=30)
    world.add_lots(shop, per_customer=movements, points=5, expires_at=soon)
    signed_in = Client()
    signed_in.force_login(_user(), backend="django.contrib.auth.backends.ModelBackend")
    for name, address in [
        ("« Mon compte »", f"/{shop.code}/compte/"),
        ("« Mes points »", f"/{shop.code}/compte/points/"),
    ]:
        yield _figure(
            f"{name}, {movements:,} movements", signed_in, address, signed_in, "/bare/page/"
        )
    yield _by_api(shop, movements)


def _user() -> User:
    user, _created = User.objects.get_or_create(email="client1@example.com")
    return user


def _by_api(shop: Shop, movements: int) -> Figure:
    return _figure(
        f"account by API, {movements:,} movements",
        world.shop_client(shop),
        "/api/v1/customers/1/account",
        Client(),
        "/bare/one/",
    )


def _figure(
    name: str, client: Client, address: str, bare: Client, bare_address: str
) -> Figure:
    took, base = in_turn(lambda: _get(client, address), lambda: _get(bare, bare_address))
    per = 1000 / PER_ROUND
    return Figure(name, took * per, base * per, "ms", "≤ 2")


def _get(client: Client, address: str) -> None:
    for _ in range(PER_ROUND):
        response = client.get(address, secure=True)
        assert response.status_code == 200, (address, response.status_code)
