"""python -m benchmarks [GROUP …] [--full | --tiny]: see ``--help``."""

import argparse
import os

import django
from django.core.management import call_command
from django.test import override_settings

from benchmarks.measure import HEAD, Size, peak_mib

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of the groups that are named on the command line, or of all."""
    django.setup()
    from benchmarks.groups import GROUPS  # noqa: PLC0415 -- needs Django set up

    asked = _parser(list(GROUPS)).parse_args(arguments)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(HEAD)
    with override_settings(ROOT_URLCONF="benchmarks.urls", ALLOWED_HOSTS=["testserver"]):
        for name in asked.groups or GROUPS:
            for figure in GROUPS[name](asked.size):
                print(figure, flush=True)
    print(f"peak memory of this process: {peak_mib():,.0f} MiB (target ≤ 256)")


def _parser(groups: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure each group of figures against its baseline.",
        epilog=f"Groups: {', '.join(groups)}.",
    )
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", choices=groups, help="all where none is named"
    )
    parser.set_defaults(size=Size.USUAL)
    for size, text in (
        (Size.FULL, "the large sizes: a million customers, a million lots"),
        (Size.TINY, "seconds: shows that everything runs, no figure means anything"),
    ):
        parser.add_argument(
            f"--{size.value}", dest="size", action="store_const", const=size, help=text
        )
    return parser


if __name__ == "__main__":
    main()
