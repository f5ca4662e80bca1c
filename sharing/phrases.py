from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharing.models import SharingSettings


def button_label(settings: SharingSettings) -> str:
    """Return the label of the button in the language of the page."""
    french = (get_language() or "fr").startswith("fr")
    own = settings.label_fr if french else settings.label_en
    return own or _("Send to a friend")
