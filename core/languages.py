"""The languages that the product speaks, and which of them a person is spoken to in."""

from django.conf import settings


def spoken(*wishes: str) -> str:
    """Return the first of these that is spoken, by its main part: « fr-CA » and « fr_BE »
    are fr.

    Shops state any code that they have; it is kept as stated and resolved here, so that one
    mail is never in two languages. Where none is spoken, that of the site.
    """
    known = dict(settings.LANGUAGES)
    for wish in (*wishes, settings.LANGUAGE_CODE):
        main = wish.replace("_", "-").partition("-")[0].lower()
        if main in known:
            return main
    return next(iter(known))
