from django.utils.translation import gettext as _

from core.errors import Refused


class CannotTurnOn(Refused):
    """What a campaign needs is not filled in."""

    code = "cannot_turn_on"

    def __init__(self) -> None:
        super().__init__(_("Say from when until when the offer lasts, then turn it on."))
