"""gunicorn's threaded worker, which cuts nobody off when it is told to stop."""

import select

from gunicorn.workers.gthread import ThreadWorker


class DrainingWorker(ThreadWorker):
    """Takes in whoever has connected before it lets go of the listening socket.

    gunicorn's own stops to look there, but keeps it open while it finishes what it
    holds: until then the kernel goes on greeting visitors, whom nobody serves and whose
    connections are reset in the end.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)  # type: ignore[no-untyped-call]
        if self.alive or enabled:
            return
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)  # type: ignore[no-untyped-call]
            listener.close()
