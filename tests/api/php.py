"""PHP, where it is installed: `.ci/run` installs it, and there its absence is a failure."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def _can_call(program: str) -> bool:
    found = subprocess.run(  # noqa: S603 -- found on the path
        [program, "-r", "exit(extension_loaded('curl') ? 0 : 1);"], check=False
    )
    return found.returncode == 0


@pytest.fixture(scope="session")
def php() -> str:
    """The program, with its extension curl."""
    found = shutil.which("php")
    if found and _can_call(found):
        return found
    reason = "php-cli and php-curl are not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, though .ci/run installs them")
    pytest.skip(reason)


def run(php: str, script: Path) -> str:
    """What a script prints; a notice of PHP is an error."""
    done = subprocess.run(  # noqa: S603 -- the same
        [php, "-d", "error_reporting=-1", "-d", "display_errors=stderr", str(script)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout
