"""« M'envoyer un test »: a mail as it would be, to whoever works on its text."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from mailing import rules
from mailing.queries import RenderedMail


def send_test_mail(*, rendered: RenderedMail, email: str) -> None:
    """At once, and past the queue: it is to staff, and not written down.

    Raises what the mail server says: OSError and SMTPException.
    """
    mail = EmailMultiAlternatives(
        rules.one_line(_("[Test] %(subject)s") % {"subject": rendered.subject}),
        rendered.text,
        rendered.sender,
        [email],
        reply_to=[rendered.reply_to] if rendered.reply_to else [],
        headers=dict(rendered.headers),
    )
    mail.attach_alternative(rendered.html, "text/html")
    mail.send()
