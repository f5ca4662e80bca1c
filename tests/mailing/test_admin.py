"""What staff see of mails, and the sending limits they set."""

from datetime import time
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.translation import override

from accounts.models import User
from mailing import actions as mailing
from mailing.models import Consent, MailCategory, SendingLimits, Suppression
from mailing.phrases.sending_limits import sending_limits_in_words
from shop.models import Customer, Shop
from tests.factories import START
from tests.mailing.mail_types import OFFER
from tests.mailing.smtp import Inbox
from tests.mailing.test_sending import queue, send
from tests.staff import backoffice, list_cost, make_staff, page_cost
from tests.world import furnish


@pytest.fixture
def staff(shop: Shop) -> User:
    return make_staff("clerk@example.com", shop)


@pytest.fixture
def clerk(staff: User) -> Client:
    return backoffice(staff)


def let(user: User, codename: str) -> Client:
    user.user_permissions.add(Permission.objects.get(codename=codename))
    return backoffice(user)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    # Beside the mail itself, the one about the voucher that each has had for points.
    assert list_cost(clerk, "mailing/mail") == (7, 2 * rows)
    assert list_cost(clerk, "mailing/suppression") == (7, rows)
    assert list_cost(clerk, "mailing/sendinglimits") == (7, 1)


def test_a_mail_that_did_not_go_says_why(
    alice: Customer, clerk: Client, inbox: Inbox
) -> None:
    mail = queue(alice, OFFER)
    send()

    page = clerk.get(f"/admin/mailing/mail/{mail.pk}/change/").content.decode()
    assert "Has neither bought nor agreed to receive offers." in page
    assert "Not sent" in page
    found = clerk.get("/admin/mailing/mail/?q=alice@example.com").context["cl"]
    assert found.result_count == 1
    assert clerk.get("/admin/mailing/mail/?mail_type=news").context["cl"].result_count == 0


def test_the_customers_page_shows_mails_and_consents(
    alice: Customer, clerk: Client, inbox: Inbox
) -> None:
    queue(alice, OFFER)
    send()
    mailing.save_consent(
        customer=alice,
        category=MailCategory.OFFERS,
        given=True,
        basis=Consent.Basis.CONSENT,
        wording="Yes, write to me.",
        version="offers-1",
        source="portal",
        now=START,
    )

    page = clerk.get(f"/admin/shop/customer/{alice.pk}/change/").content.decode()
    assert "Has neither bought nor agreed to receive offers." in page
    assert "Yes, write to me." in page
    assert "(offers-1)" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_however_many_mails(
    alice: Customer, clerk: Client, count: int
) -> None:
    for number in range(count):
        queue(alice, source=str(number))
        mailing.unsubscribe(
            customer=alice, category=[*MailCategory][number + 1], source="portal", now=START
        )

    assert page_cost(clerk, f"/admin/shop/customer/{alice.pk}/change/") == 24


def test_an_address_is_found_by_who_types_it(
    shop: Shop, staff: User, clerk: Client
) -> None:
    mailing.suppress(
        shop=shop, email="Julie@example.com", reason=Suppression.Reason.BOUNCED, now=START
    )

    shelf = "/admin/mailing/suppression/"
    assert clerk.get(f"{shelf}?q=julie@example.com").context["cl"].result_count == 1
    assert clerk.get(f"{shelf}?q=bob@example.com").context["cl"].result_count == 0


@pytest.mark.parametrize(
    ("why", "left"), [(Suppression.Reason.BOUNCED, 0), (Suppression.Reason.STOPPED, 1)]
)
def test_only_what_came_back_can_be_written_to_again(
    shop: Shop, staff: User, clerk: Client, why: Suppression.Reason, left: int
) -> None:
    mailing.suppress(shop=shop, email="julie@example.com", reason=why, now=START)
    row = Suppression.objects.get()
    page = f"/admin/mailing/suppression/{row.pk}/delete/"

    assert clerk.post(page, {"post": "yes"}).status_code == 403
    let(staff, "delete_suppression").post(page, {"post": "yes"})
    assert Suppression.objects.count() == left


def limits(**fields: Any) -> dict[str, Any]:
    usual = {
        "frequency_cap": "2",
        "frequency_cap_days": "30",
        "quiet_from": "20:00",
        "quiet_until": "09:00",
    }
    return usual | fields


def test_sending_limits_are_set_in_sentences(
    shop: Shop, staff: User, clerk: Client
) -> None:
    row = SendingLimits.objects.get()
    page = f"/admin/mailing/sendinglimits/{row.pk}/change/"

    assert "At most 3 offers in 7 days." in clerk.get(page).content.decode()
    assert clerk.post(page, limits()).status_code == 403
    boss = let(staff, "change_sendinglimits")
    assert "A customer receives at most" in boss.get(page).content.decode()
    assert boss.post(page, limits(quiet_days=["7"])).status_code == 302

    row.refresh_from_db()
    assert (row.frequency_cap, row.frequency_cap_days, row.quiet_days) == (2, 30, [7])
    assert (row.quiet_from, row.quiet_until) == (time(20), time(9))
    told = clerk.get("/admin/mailing/sendinglimits/").content.decode()
    assert "At most 2 offers in 30 days. None between 20:00 and 09:00." in told


def test_sending_limits_that_leave_no_day_are_refused(shop: Shop, staff: User) -> None:
    row = SendingLimits.objects.get()
    every = [str(day) for day in range(1, 8)]
    boss = let(staff, "change_sendinglimits")

    answer = boss.post(
        f"/admin/mailing/sendinglimits/{row.pk}/change/", limits(quiet_days=every)
    )

    assert "Leave a day on which offers may be sent." in answer.content.decode()
    answer = boss.post(
        f"/admin/mailing/sendinglimits/{row.pk}/change/", limits(frequency_cap="0")
    )
    assert answer.status_code == 200
    row.refresh_from_db()
    assert (row.frequency_cap, row.quiet_days) == (3, [])


def test_a_pace_without_limits_says_so() -> None:
    free = SendingLimits(
        frequency_cap=None, quiet_from=time(8), quiet_until=time(8), quiet_days=[7, 6]
    )

    with override("fr"):
        assert sending_limits_in_words(free) == [
            "Autant d’offres que les campagnes en envoient.",
            "Aucune ces jours-là\N{NO-BREAK SPACE}: samedi et dimanche.",
        ]
