"""First names as other people are shown them."""

_BETWEEN = {" ", "-", "'", "’"}


def is_name(text: str) -> bool:
    """Whether there are only letters, and what stands between the parts of a name.

    Neither an address nor the price of an offer fits in, so a stranger who is written to
    cannot be sent anywhere by a « name ».
    """
    return all(sign.isalpha() or sign in _BETWEEN for sign in text)


def initials(*names: str) -> str:
    """« Julie », « Martin » are « J. M. »."""
    firsts = [name.strip()[0].upper() for name in names if name.strip()]
    return " ".join(f"{each}." for each in firsts[:2])
