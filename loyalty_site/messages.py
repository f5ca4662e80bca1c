"""The message catalogues, kept by Babel alone: nobody has to install gettext.

    python -m loyalty_site.messages update     collect new texts into locale/fr
    python -m loyalty_site.messages compile    what Django reads at run time
    python -m loyalty_site.messages check      fail where a French text is missing

The English texts are in the code itself.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [
    "accounts",
    "analytics",
    "api",
    "connectors",
    "demo_shop",
    "core",
    "earning",
    "imports",
    "loyalty_site",
    "mailing",
    "outbox",
    "points",
    "tiers",
    "portal",
    "programme",
    "referrals",
    "reminders",
    "segments",
    "sharing",
    "shop",
    "templates",
    "giftcards",
    "vouchers",
    "wishlist",
]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """Django turns a template into Python, which Babel reads once it is unindented."""
    source = templatize(file.read().decode(), origin=file.name)
    source = "\n".join(line.lstrip() for line in source.splitlines())
    yield from extract_python(io.BytesIO(source.encode()), keywords, comment_tags, options)


def collect() -> Catalog:
    """Collect every text of the product, with the files (not lines) it is in."""
    texts = Catalog(locale="fr", charset="utf-8")
    paths = [each for name in SOURCES for each in sorted((ROOT / name).rglob("*"))]
    for path in paths:
        is_template = path.suffix in {".html", ".txt"}
        # Elsewhere such files are data, or mails that a shop can rewrite.
        if path.suffix != ".py" and not (is_template and "templates" in path.parts):
            continue
        method: Any = extract_template if is_template else "python"
        place: Any = (str(path.relative_to(ROOT)), None)
        for _line, message, comments, context in extract_from_file(
            method, path, keywords=KEYWORDS
        ):
            texts.add(message, locations=[place], auto_comments=comments, context=context)
    return texts


def load() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr", charset="utf-8")


def update() -> int:
    """Add new texts, untranslated, and remove those that are no longer used."""
    catalogue = load()
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=88, sort_output=True, include_lineno=False)
    return 0


def compile_catalogue() -> int:
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, load())
    return 0


def check() -> int:
    """Print one line per text that is missing or no longer used; 1 if there are any."""
    catalogue, texts = load(), collect()
    problems = []
    for message in texts:
        known = catalogue.get(message.id, message.context)
        french = known.string if known else ""
        # A plural has several, in a tuple.
        complete = french and (isinstance(french, str) or all(french))
        if message.id and not complete:
            problems.append(f"no French text for {message.id!r}")
    problems += [
        f"no longer used: {message.id!r}"
        for message in catalogue
        if message.id and texts.get(message.id, message.context) is None
    ]
    print("\n".join(problems) or "messages: French is complete")
    return 1 if problems else 0


if __name__ == "__main__":
    commands = {"update": update, "compile": compile_catalogue, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:  # noqa: PLR2004
        sys.exit(str(__doc__))
    sys.exit(commands[sys.argv[1]]())
