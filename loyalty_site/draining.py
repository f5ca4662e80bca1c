"""gunicorn's threaded worker: no thread waits for a slow client, nobody is cut off."""

import re
import select
import socket
import time
from typing import Any

from gunicorn.workers import gthread
from gunicorn.workers.gthread import TConn, ThreadWorker

# A request that is larger has a thread read it: files that staff upload.
LARGEST_GATHERED = 2 * 1024 * 1024
LARGEST_HEAD = 64 * 1024
# A whole request, from its first byte on.
SECONDS_TO_ARRIVE = 60.0
# What a thread waits in all for the rest of a request.
SECONDS_TO_READ = 15.0

_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,12})[ \t]*\r?$")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding:.*\bchunked\b")
_ASKS_FIRST = re.compile(rb"(?im)^expect:[ \t]*100-continue")
_LAST_CHUNK = re.compile(rb"(?:^|\r\n)0[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n")


def is_whole(data: bytes) -> bool:
    """Whether a thread may serve what has arrived: a whole request, or one that cannot be
    gathered here, such as one that is too large or waits to be told to go on.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return len(data) > LARGEST_HEAD
    if _ASKS_FIRST.search(head):
        return True
    if _CHUNKED.search(head):
        return bool(_LAST_CHUNK.search(body)) or len(body) > LARGEST_GATHERED
    length = _LENGTH.search(head)
    announced = int(length[1]) if length else 0
    return announced > LARGEST_GATHERED or len(body) >= announced


class TimedSocket:
    """Reads until a deadline, whatever the pace of the bytes. Everything else passes."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def recv(self, size: int) -> bytes:
        """Raises: TimeoutError."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("The request did not arrive in time.")
        before = self._sock.gettimeout()
        self._sock.settimeout(left if before is None else min(left, before))
        try:
            return self._sock.recv(size)
        finally:
            self._sock.settimeout(before)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class PatientConnection(TConn):
    """A connection that takes its request in while nobody waits for it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]
        self.arrived = b""
        self.deadline = 0.0

    def gather(self) -> bool:
        """Take in what is there, without waiting; whether a thread may serve it now."""
        before = b"" if self.parser is None else self.parser.unreader.buf.getvalue()
        if not self.arrived:
            self.deadline = time.monotonic() + SECONDS_TO_ARRIVE
        self.sock.setblocking(False)
        try:
            while not is_whole(before + self.arrived):
                part = self.sock.recv(64 * 1024)
                if not part:
                    return True  # they have hung up: gunicorn closes
                self.arrived += part
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def init(self) -> None:
        super().init()  # type: ignore[no-untyped-call]
        assert self.parser is not None, "it has just been made"
        unreader = self.parser.unreader
        unreader.unread(self.arrived)
        unreader.sock = TimedSocket(self.sock, time.monotonic() + SECONDS_TO_READ)
        self.arrived = b""


gthread.TConn = PatientConnection  # type: ignore[misc]


class DrainingWorker(ThreadWorker):
    """Gives a thread to whole requests only, and takes in whoever has connected before it
    lets go of the listening socket.

    gunicorn's own holds a thread for each body that is on its way, and stops to look at the
    listening socket while it finishes what it holds: until then the kernel goes on greeting
    visitors, whom nobody serves and whose connections are reset in the end.
    """

    def handle(self, conn: PatientConnection) -> Any:
        # One that is stopping serves what there is: nothing comes back from the poller.
        if self.alive and not conn.gather():
            late = time.monotonic() > conn.deadline
            return False if late else gthread._DEFER  # noqa: SLF001 -- back to the poller
        conn.data_ready = True
        return super().handle(conn)  # type: ignore[no-untyped-call]

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)  # type: ignore[no-untyped-call]
        if self.alive or enabled:
            return
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)  # type: ignore[no-untyped-call]
            listener.close()
