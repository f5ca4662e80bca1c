"""All mails that there are, as we have written them: they say what can be said, in both
languages and in both parts, and nobody is kept from reading them.
"""

import pytest
from playwright.sync_api import Browser, Page

from mailing.actions.mail_texts import check_text
from mailing.mail_types import MailType, all_mail_types
from mailing.models import Branding
from mailing.queries.mail_texts import default_text
from mailing.rendering import RenderedMail, render_contents
from mailing.rendering.previews import sample_mail
from points.mails.vouchers import POINTS_VOUCHER
from shop.models import Shop
from tests.browser import CHROMIUM, COLOURS, faults
from tests.factories import START
from tests.mailing.reading import part, said, seen, sent

LANGUAGES = ["fr", "en"]
# What a mailbox on a screen shows of a subject.
LONGEST = 80


def example(
    shop: Shop, mail_type: MailType, language: str, head: Branding | None
) -> RenderedMail:
    writing = sample_mail(
        mail_type=mail_type,
        shop=shop,
        language=language,
        source=None,
        customer=None,
        branding=head,
    )
    return render_contents([writing], START)[0]


def named(mail_type: MailType) -> str:
    return mail_type.code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mail_type", all_mail_types(), ids=named)
def test_our_own_texts_say_only_what_can_be_said(
    mail_type: MailType, language: str
) -> None:
    check_text(mail_type, default_text(mail_type, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mail_type", all_mail_types(), ids=named)
def test_both_parts_say_the_same(shop: Shop, mail_type: MailType, language: str) -> None:
    found = example(shop, mail_type, language, None)
    message = sent(found)

    assert seen(part(message, "html")) == said(part(message, "plain"))
    assert 0 < len(found.subject) <= LONGEST
    assert "{" not in found.subject + found.text
    assert len(found.html.encode()) < 100_000


@pytest.fixture
def page(chromium: Browser) -> Page:
    return chromium.new_page()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")
def test_everybody_can_read_them(shop: Shop, page: Page) -> None:
    for mail_type in all_mail_types():
        reads_well(page, example(shop, mail_type, "fr", None).html)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")
@pytest.mark.parametrize("colour", ["#ffcc00", "#001122"])
def test_whatever_colour_a_shop_has_chosen(shop: Shop, page: Page, colour: str) -> None:
    head = Branding(shop=shop, colour=colour, background="#e9dcc9", legal="RCS Paris")

    reads_well(page, example(shop, POINTS_VOUCHER, "fr", head).html)


def reads_well(page: Page, html: str) -> None:
    """On the narrowest phone nothing is cut off and buttons are large; axe is silent."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.set_content(html)
    page.emulate_media(color_scheme="light")
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page, COLOURS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    heights = page.eval_on_selector_all(
        ".main a", "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert all(height >= 44 for height in heights)
