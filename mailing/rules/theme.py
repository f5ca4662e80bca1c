"""How a shop's mails look, and colours that can be read: WCAG 2.2, 1.4.3."""

from dataclasses import dataclass

LEAST_CONTRAST = 4.5
WHITE, BLACK = "#ffffff", "#000000"
# The lightest background of the frame in dark mode.
DARK = "#302722"
_NEARLY_BLACK = 0.04045
_FOOTER_INK = "#5c534d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Two colours, written #rrggbb, and all those derived from them.

    ``colour`` is that of buttons and links, ``background`` that around the white card.
    """

    colour: str
    background: str
    logo_width: int = 0

    @property
    def on_colour(self) -> str:
        return max(WHITE, BLACK, key=lambda ink: contrast(ink, self.colour))

    @property
    def link(self) -> str:
        return legible(self.colour, on=WHITE)

    @property
    def dark_link(self) -> str:
        return legible(self.colour, on=DARK)

    @property
    def on_background(self) -> str:
        return legible(self.colour, on=self.background)

    @property
    def footer_ink(self) -> str:
        return legible(_FOOTER_INK, on=self.background)


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def legible(colour: str, *, on: str) -> str:
    """Return the colour, or the nearest shade of it with enough contrast on the other:
    darker on a light background, lighter on a dark one.
    """
    end = 0 if contrast(BLACK, on) > contrast(WHITE, on) else 255
    shade = colour
    for step in range(65):
        mixed = [value + (end - value) * step // 64 for value in _rgb(colour)]
        shade = "#" + "".join(f"{value:02x}" for value in mixed)
        if contrast(shade, on) >= LEAST_CONTRAST:
            break
    # The last step is black or white, of which one is always far enough.
    return shade


def _luminance(colour: str) -> float:
    """How bright the colour is, from 0 to 1, by WCAG: each channel of sRGB as light."""
    parts = [value / 255 for value in _rgb(colour)]
    red, green, blue = (
        part / 12.92 if part <= _NEARLY_BLACK else float(((part + 0.055) / 1.055) ** 2.4)
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
