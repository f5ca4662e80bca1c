"""What a phone's camera reads, drawn as SVG inside the page: no image to fetch."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """Draw the text as a QR code, black on white whatever the page's colours: scanners want
    it so.
    """
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, light="#fff")
    return mark_safe(svg)  # noqa: S308 -- nothing of the text is in it but squares
