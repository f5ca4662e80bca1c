"""The shop's own colours and logo over the pages' usual ones, legible by day and night."""

from mailing.rules.theme import BLACK, WHITE, Theme, legible

# What the colours lie on: --card of tokens.css, by day and by night.
DAY, NIGHT = "#fffdf9", "#221a17"


def stylesheet(look: Theme, logo: str) -> str:
    """``logo`` is an https address, or nothing."""
    ink = look.on_colour
    deep = _mixed(look.colour, BLACK if ink == WHITE else WHITE, percent=35)
    soft = _mixed(look.colour, DAY, percent=88)
    dim = _mixed(look.colour, NIGHT, percent=75)
    always = {
        "brand": look.colour,
        "brand-glow": look.colour,
        "brand-deep": deep,
        "brand-ink": ink,
    }
    by_day = {"brand-soft": soft, "link": _link(look.colour, soft, DAY)}
    by_night = {"brand-soft": dim, "link": _link(look.colour, dim, NIGHT)}
    return "\n".join(
        [
            _names(always | by_day),
            f"@media (prefers-color-scheme: dark) {{ {_names(by_night)} }}",
            *([_logo(logo, look.logo_width)] if logo else []),
        ]
    )


def _link(colour: str, *grounds: str) -> str:
    """Make the colour legible on all of the grounds, which are all light or all dark."""
    for ground in grounds:
        colour = legible(colour, on=ground)
    return colour


def of_friend(colour: str) -> str:
    """Return the button « Envoyer à un ami », in a colour of its own."""
    night = _names({"friend": _link(colour, NIGHT)})
    return (
        f"{_names({'friend': _link(colour, DAY)})}\n"
        f"@media (prefers-color-scheme: dark) {{ {night} }}"
    )


def _names(colours: dict[str, str]) -> str:
    return (
        ":root { " + " ".join(f"--{name}: {is_};" for name, is_ in colours.items()) + " }"
    )


def _logo(address: str, width: int) -> str:
    """Show the logo in place of the shop's name, which screen readers still read."""
    quoted = "".join(
        f"%{ord(each):02X}" if each in "\"\\()'\n\r" else each for each in address
    )
    return (
        f".wordmark a {{ display: block; width: {width}px; max-width: 60vw; height: 2.5rem;"
        f' background: url("{quoted}") left / contain no-repeat;'
        " overflow: hidden; text-indent: 150%; white-space: nowrap; }"
    )


def _mixed(colour: str, other: str, *, percent: int) -> str:
    """Mix ``percent`` of the other colour in, in sRGB."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(
        f"{(one * (100 - percent) + two * percent) // 100:02x}" for one, two in parts
    )


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
