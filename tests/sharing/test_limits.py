"""How often one person, one connection and one shop may have a friend written to."""

from typing import Any

import pytest

from mailing.models import Mail
from sharing.actions import RecommendationMessage, TooManyRecommendations, recommend
from sharing.models import Recommendation, SharingSettings
from shop.models import Product, Shop
from tests.connections import at_once
from tests.factories import day
from tests.sharing.articles import make_article


@pytest.fixture(autouse=True)
def _open(shop: Shop) -> None:
    SharingSettings.objects.filter(shop=shop).update(active=True)


def message(number: int = 1, **fields: Any) -> RecommendationMessage:
    usual = {
        "sender_name": "Julie",
        "sender_email": "julie@example.com",
        "friend_name": "Thomas",
        "friend_email": f"thomas{number}@example.com",
        "place": "192.0.2.1",
    }
    return RecommendationMessage(**usual | fields)


@pytest.mark.parametrize(
    ("same", "most"),
    [("sender", 5), ("friend", 2), ("place", 20)],
)
def test_each_limit_of_a_day_holds(shop: Shop, same: str, most: int) -> None:
    def send(number: int, on: float = 0) -> bool:
        others = {
            "sender": {"sender_email": f"julie{number}@example.com"},
            "friend": {"friend_email": f"thomas{number}@example.com"},
            "place": {"place": f"192.0.2.{number}"},
        }
        kept = {"sender_email": "j@example.com", "friend_email": "t@example.com"}
        given_: dict[str, Any] = kept | {"place": "192.0.2.200"}
        for name, fields in others.items():
            if name != same:
                given_ |= fields
        article = make_article(shop, 100 + number)
        return recommend(product=article, message=message(**given_), now=day(on))

    sent = [send(number) for number in range(most)]

    assert sent == [True] * most
    with pytest.raises(TooManyRecommendations):
        send(50)
    assert send(51, on=1)


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_get_no_further_than_the_limit() -> None:
    shop = Shop.objects.get()
    articles = [make_article(shop, 100 + number) for number in range(30)]

    def send(article: Product) -> bool:
        try:
            return recommend(product=article, message=message(article.pk), now=day(0))
        except TooManyRecommendations:
            return False

    sent = at_once(*[lambda each=each: send(each) for each in articles[:10]])

    assert sum(sent) == 5
    assert Mail.objects.count() == Recommendation.objects.count() == 5


@pytest.mark.parametrize(
    "alias", ["cible+a@gens.example", "CIBLE@gens.example", " cible+b@Gens.example"]
)
def test_an_alias_is_the_same_friend(shop: Shop, alias: str) -> None:
    article = make_article(shop, 1)
    first = recommend(
        product=article, message=message(friend_email="cible@gens.example"), now=day(0)
    )

    again = recommend(product=article, message=message(friend_email=alias), now=day(0))

    assert (first, again) == (True, False)
    assert Mail.objects.count() == 1


def test_aliases_of_a_friend_share_the_limit_of_a_day(shop: Shop) -> None:
    for number, tag in enumerate(["", "+a"]):
        friend = f"cible{tag}@gens.example"
        recommend(
            product=make_article(shop, number),
            message=message(friend_email=friend),
            now=day(0),
        )

    with pytest.raises(TooManyRecommendations):
        recommend(
            product=make_article(shop, 9),
            message=message(friend_email="cible+b@gens.example"),
            now=day(0),
        )


def test_aliases_of_a_sender_share_the_limit_of_a_day(shop: Shop) -> None:
    for number in range(5):
        sender = f"jul.ie+{number}@gmail.com"
        recommend(
            product=make_article(shop, number),
            message=message(number, sender_email=sender),
            now=day(0),
        )

    with pytest.raises(TooManyRecommendations):
        recommend(
            product=make_article(shop, 9),
            message=message(9, sender_email="julie@googlemail.com"),
            now=day(0),
        )
