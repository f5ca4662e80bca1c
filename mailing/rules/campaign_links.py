"""Links into the shop say to its own statistics which mail has brought the visitor."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from mailing.rules.documents import LinkPart, Part, ProductPart

SOURCE, MEDIUM = "fidelite", "email"


def tagged_parts(parts: Iterable[Part], *, campaign: str, own: str) -> Iterator[Part]:
    """Yield the parts of a mail, their links tagged; those to pages of ours (``own``) stay:
    no statistics are kept there.
    """
    for part in parts:
        match part:
            case LinkPart() | ProductPart() if not part.address.startswith(own):
                yield replace(part, address=tagged(part.address, campaign))
            case _:
                yield part


def tagged(address: str, campaign: str) -> str:
    """Return the address with UTM parameters; one that has some of its own keeps them
    alone.
    """
    parts = urlsplit(address)
    # Blank values stay: some shops read a parameter by its being there.
    said = parse_qsl(parts.query, keep_blank_values=True)
    known = any(name.startswith("utm_") for name, _value in said)
    if parts.scheme not in {"http", "https"} or known:
        return address
    utm = {"utm_source": SOURCE, "utm_medium": MEDIUM, "utm_campaign": campaign}
    # What is there already is not written anew: signed addresses break by it.
    query = "&".join(filter(None, [parts.query, urlencode(utm)]))
    return parts._replace(query=query).geturl()
