"""A call in the languages that shops are written in, ready to be pasted."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings

_PHP_SPECIAL = str.maketrans({"\\": "\\\\", "'": "\\'"})


def camel(operation: str) -> str:
    """put_order → putOrder, as PHP names a method."""
    first, *rest = operation.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snippets(method: str, path: str, body: Any) -> Iterator[tuple[str, str]]:
    """Each language with its text; ``KEY`` is the reader's own."""
    url = f"{settings.BASE_URL}/api/v1{path}"
    text = None if body is None else json.dumps(body, indent=2, ensure_ascii=False)
    yield "curl", _curl(method, url, text)
    yield "PHP", _php(method, path, body)
    yield "Python", _python(method, url, text)
    yield "JavaScript", _javascript(method, url, text)


def _curl(method: str, url: str, text: str | None) -> str:
    lines = [f"curl --request {method} '{url}'", '--header "Authorization: Bearer $KEY"']
    if text is not None:
        quoted = text.replace("'", "'\\''")
        lines += ["--header 'Content-Type: application/json'", f"--data '{quoted}'"]
    return " \\\n  ".join(lines)


def _php(method: str, path: str, body: Any) -> str:
    """With the client of one file, which is offered beside."""
    said = f", {php_value(body)}" if body is not None else ""
    return (
        "require 'LoyaltyClient.php';\n\n"
        f"$loyalty = new LoyaltyClient('{settings.BASE_URL}', getenv('KEY'));\n"
        f"$answer = $loyalty->request('{method}', '{path}'{said});"
    )


def php_value(value: Any, depth: int = 0) -> str:
    """A JSON value as PHP writes it."""
    inner, outer = "    " * (depth + 1), "    " * depth
    match value:
        case dict():
            parts = [
                f"{inner}{php_value(name)} => {php_value(each, depth + 1)},"
                for name, each in value.items()
            ]
        case list():
            parts = [f"{inner}{php_value(each, depth + 1)}," for each in value]
        case str():
            return f"'{value.translate(_PHP_SPECIAL)}'"
        case _:
            return json.dumps(value)
    return "\n".join(["[", *parts, f"{outer}]"]) if parts else "[]"


def _python(method: str, url: str, text: str | None) -> str:
    said = "" if text is None else f",\n    data='''{_escaped(text)}'''.encode()"
    kind = "" if text is None else ',\n        "Content-Type": "application/json"'
    return (
        "import json, os, urllib.request\n\n"
        f'request = urllib.request.Request(\n    "{url}",\n    method="{method}",\n'
        '    headers={\n        "Authorization": "Bearer " + os.environ["KEY"]'
        f"{kind},\n    }}{said},\n)\n"
        "with urllib.request.urlopen(request) as answer:\n"
        "    print(answer.status, answer.read().decode())"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")


def _javascript(method: str, url: str, text: str | None) -> str:
    kind = "" if text is None else ',\n    "Content-Type": "application/json"'
    said = "" if text is None else f",\n  body: JSON.stringify({text})"
    return (
        f'const answer = await fetch("{url}", {{\n  method: "{method}",\n'
        "  headers: {\n    Authorization: `Bearer ${process.env.KEY}`"
        f"{kind}\n  }}{said}\n}});\n"
        "console.log(answer.status, await answer.text());"
    )
