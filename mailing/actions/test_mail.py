"""Send a mail to whoever is working on its text, to see how it arrives."""

from django.utils.translation import gettext as _

from mailing.actions.messages import WireMessage
from mailing.rendering import RenderedMail
from mailing.rules.headers import ascii_address, one_line


def send_test_mail(*, rendered: RenderedMail, email: str) -> None:
    """At once, past the queue and without a row: it goes to staff.

    Raises: OSError or SMTPException, with what the mail server says.
    """
    mail = WireMessage(
        one_line(_("[Test] %(subject)s") % {"subject": rendered.subject}),
        rendered.text,
        rendered.sender,
        [email],
        reply_to=[ascii_address(rendered.reply_to)] if rendered.reply_to else [],
        headers=dict(rendered.headers),
    )
    mail.attach_alternative(rendered.html, "text/html")
    mail.send()
