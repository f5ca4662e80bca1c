"""Stop a connection whose key is refused: the shop is not asked again until somebody has
looked, and who works there is written to once.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from connectors.models import Connection
from mailing.actions.messages import message_of
from mailing.queries.mail_texts import brandings

logger = logging.getLogger(__name__)


def stop(*, connection: Connection, reason: str) -> None:
    """Read and write nothing until another key is given. Staff get one mail, not one for
    each task that meets the refusal.
    """
    rows = Connection.objects.filter(pk=connection.pk).exclude(
        state__in=[Connection.State.STOPPED, Connection.State.ENDED]
    )
    # Whose update finds it running is the one who writes: several workers may be refused
    # at the same moment.
    if not rows.update(state=Connection.State.STOPPED, stopped_for=reason[:300] or "?"):
        return
    connection.refresh_from_db(fields=["state", "stopped_for"])
    shop = connection.shop
    people = shop.staff.filter(is_active=True).exclude(email="")
    addresses = list(people.values_list("email", flat=True))
    if not addresses:
        return
    # Workers have no reader whose language they could take.
    with translation.override(shop.language):
        letter = message_of(
            branding=brandings([shop])[shop.pk],
            subject=_("%(shop)s is no longer connected") % {"shop": shop},
            text=_(
                "The connection to %(address)s has stopped: %(reason)s\n\n"
                "Points and vouchers are as they were; what happens in the shop meanwhile"
                " is read once it is connected again:\n%(page)s"
            )
            % {
                "address": connection.address,
                "reason": connection.stopped_for,
                "page": f"{settings.BASE_URL}/admin/connectors/connection/",
            },
            to=addresses,
        )
    try:
        letter.send()
    except (OSError, SMTPException):
        # The back-office says the same on its first page.
        logger.exception("Staff could not be written to about a stopped connection")
