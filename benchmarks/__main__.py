"""python -m benchmarks [GROUP …] [--full | --tiny]: all groups of benchmarks/groups.py.

--full takes the large sizes: a million customers, a million lots. --tiny takes seconds and
only shows that everything runs.
"""

import os
import sys

import django
from django.core.management import call_command
from django.test import override_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")


def main(arguments: list[str]) -> None:
    django.setup()
    from benchmarks.groups import GROUPS  # noqa: PLC0415 -- needs Django set up
    from benchmarks.measure import HEAD, Size, peak_mib  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chosen = [each for each in arguments if not each.startswith("--")] or list(GROUPS)
    sizes = [size for size in Size if f"--{size.value}" in arguments]
    unknown = [each for each in chosen if each not in GROUPS]
    if unknown:
        sys.exit(f"No such group: {', '.join(unknown)}. There are: {', '.join(GROUPS)}.")
    print(HEAD)
    with override_settings(ROOT_URLCONF="benchmarks.urls", ALLOWED_HOSTS=["testserver"]):
        for name in chosen:
            for figure in GROUPS[name](sizes[0] if sizes else Size.USUAL):
                print(figure, flush=True)
    print(f"peak memory of this process: {peak_mib():,.0f} MiB (target ≤ 256)")


if __name__ == "__main__":
    main(sys.argv[1:])
