"""`make pictures`: what the documentation shows, taken anew, into docs/pictures.

Names of pictures as arguments take only these.
"""

import os
import sys
from importlib.util import find_spec

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")


def main(names: list[str]) -> int:
    if find_spec("playwright") is None:
        print("Playwright is not installed. Run `make setup`.", file=sys.stderr)
        return 1
    django.setup()
    from loyalty_site.pictures import studio  # noqa: PLC0415 -- needs Django set up

    try:
        for path in studio.take(names):
            print(f"{path.stat().st_size / 1024:6.0f} KiB  {path.name}", flush=True)
    except studio.NoPicture as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
