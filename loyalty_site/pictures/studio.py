"""A database that is gone afterwards, a web server on it, and the camera before it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test.testcases import LiveServerThread
from django.test.utils import setup_test_environment, teardown_test_environment
from django.utils import timezone

from loyalty_site.embedded.folders import BASE_DIR
from loyalty_site.pictures.album import ALBUM
from loyalty_site.pictures.camera import NoPicture, chromium, photograph
from loyalty_site.pictures.scene import arrange

__all__ = ["FOLDER", "NoPicture", "take"]

FOLDER = BASE_DIR / "docs" / "pictures"
DATABASE = "loyalty_pictures"


def take(names: Sequence[str]) -> Iterator[Path]:
    """Take all pictures, or those called so, and yield their files. Raises NoPicture."""
    chromium()
    known = {each.name: each for each in ALBUM}
    if strangers := set(names) - set(known):
        raise NoPicture(
            f"There is no picture {', '.join(sorted(strangers))}. "
            f"There are {', '.join(known)}."
        )
    album = [known[name] for name in names] or ALBUM
    FOLDER.mkdir(exist_ok=True)
    with _database(), _server() as port:
        print("Opening the demo shop…", flush=True)
        scene = arrange(timezone.now())
        yield from photograph(
            album, scene, site=settings.BASE_URL, port=port, folder=FOLDER
        )


@contextmanager
def _database() -> Iterator[None]:
    """Beside the one that DATABASE_URL names, which is not touched. No mail leaves."""
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    before = connection.settings_dict["NAME"]
    setup_test_environment(debug=True)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
        teardown_test_environment()


@contextmanager
def _server() -> Iterator[int]:
    """On any free port."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield server.port
    finally:
        server.terminate()
