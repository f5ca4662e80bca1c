"""How far one has to hop to follow a paid order until its mail is queued."""

from mailing.models import Mail
from shop.models import Customer, Shop
from tests.factories import line
from tests.flow import followed
from tests.statements import put_order
from tests.tiers.ladder import set_tiers


def test_a_paid_order_is_followed_through_few_files(shop: Shop, alice: Customer) -> None:
    """It earns points, crosses a tier, and the mail that says so is queued."""
    set_tiers(shop)
    # What is read once per process is no part of the story.
    put_order(shop, "first", line(1, "1.00"), customer=alice)

    with followed() as flow:
        put_order(shop, "46", line(1, "900.00"), customer=alice, on=1)

    assert Mail.objects.filter(customer=alice).exists()
    assert flow.returns <= 85, "\n".join(flow.files)
    assert len(flow.entered) <= 40, "\n".join(sorted(flow.entered))
