"""What the documentation names is there: pages, pictures, commands, words on the screen."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils.translation import trans_real

from loyalty_site.pictures.album import ALBUM
from tests.test_architecture import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PICTURES = ROOT / "docs" / "pictures"
GUIDE = ROOT / "docs" / "fr" / "commercant.md"


def goals(page: Path) -> Iterator[str]:
    """Where its links and pictures lead, but for those that leave the repository."""
    code = r"^```.*?^```|`[^`\n]*`"
    text = re.sub(code, "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for goal in re.findall(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"", text):
        found = "".join(goal)
        if "://" not in found:
            yield found


def anchors(page: Path) -> set[str]:
    """What a heading is called in an address, as GitHub does it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" .:").casefold()


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for goal in goals(document):
        path, _hash, anchor = goal.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), goal
        assert not anchor or anchor in anchors(found), goal


def test_the_pictures_are_those_that_the_pages_show_and_the_script_takes() -> None:
    shown = {(page.parent / goal).resolve() for page in PAGES for goal in goals(page)}
    kept = set(PICTURES.iterdir())

    assert {path.stem for path in kept} == {each.name for each in ALBUM}
    assert {path for path in shown if path.suffix == ".png"} == kept


def test_the_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.iterdir()}

    assert max(sizes.values()) < 250_000, sizes
    assert sum(sizes.values()) < 2_500_000


def test_the_commands_are_those_of_the_makefile_and_of_the_apps() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    for page in PAGES:
        text = page.read_text()
        made = set(re.findall(r"(?:^ +|`)make ([a-z]+)", text, re.MULTILINE))
        assert made <= targets, page.name
        managed = set(re.findall(r"\b(?:manage\.py|manage) ([a-z]+_[a-z_]+)", text))
        assert managed <= set(get_commands()), page.name
    readme = (ROOT / "README.md").read_text()
    assert targets - {"help"} <= set(
        re.findall(r"^    make ([a-z]+)", readme, re.MULTILINE)
    )


def test_the_floors_are_those_that_hold() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(each for each in linter["contracts"] if "core" in each["layers"])
    built = [re.sub(r"\(\w+\)", "", line) for line in layers["layers"]]
    table = (ROOT / "docs" / "architecture.md").read_text().split("## Five words")[0]
    rows = re.findall(r"^\| (`\w+/`.*?) \|", table, re.MULTILINE)

    assert [set(re.findall(r"\w+", row)) for row in rows] == [
        set(re.findall(r"\w+", line)) for line in built
    ]


def test_the_merchants_guide_names_what_is_on_the_screen() -> None:
    """What is bold there is a French text of the product."""
    catalogue = trans_real.translation("fr")._catalog  # type: ignore[attr-defined]
    said = {plain(str(text)) for _english, text in catalogue.items()}
    bold = re.findall(r"\*\*([^*]+)\*\*", GUIDE.read_text())

    assert len(bold) > 80
    assert [words for words in bold if plain(words) not in said] == []
