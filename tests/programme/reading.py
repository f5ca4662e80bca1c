"""What a page of the back-office says."""

import re
from typing import Any


def text(page: Any) -> str:
    return " ".join(re.sub(r"<.*?>", " ", page.content.decode()).split())


def tables(page: Any) -> dict[str, list[str]]:
    """The rows of each table on a sheet, by its heading."""
    html = page.content.decode()
    found = re.findall(r'<h2 id="(\w+)">.*?<tbody[^>]*>(.*?)</tbody>', html, re.DOTALL)
    return {
        name: [
            " ".join(re.sub(r"<[^>]*>", " ", row).split())
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", rows, re.DOTALL)
        ]
        for name, rows in found
    }
