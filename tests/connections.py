"""Several real connections at once, and the SQL of one."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connection
from django.test.utils import CaptureQueriesContext


def at_once[R](*calls: Callable[[], R]) -> list[R]:
    """Each call on its own connection, all let go at the same moment; their results."""
    start = Barrier(len(calls))

    def run(call: Callable[[], R]) -> R:
        connection.ensure_connection()
        start.wait(timeout=10)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


class Others:
    """Other connections, one after the other, made to wait for what this one holds."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def wait_to[R](self, call: Callable[[], R]) -> Future[R]:
        """Start the call and come back when it waits for a lock."""
        pids: list[int] = []

        def run() -> R:
            connection.ensure_connection()
            pids.append(connection.connection.info.backend_pid)
            try:
                return call()
            finally:
                connection.close()

        future = self._pool.submit(run)
        deadline = time.monotonic() + 10
        while not (pids and _waits(pids[0])):
            assert not future.done(), "nothing held it up"
            assert time.monotonic() < deadline, "it neither waits nor ends"
            time.sleep(0.005)
        return future


@contextmanager
def others() -> Iterator[Others]:
    with ThreadPoolExecutor(4) as pool:
        yield Others(pool)


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", [pid])
        return cursor.fetchone() is not None


class Steps(list[str]):
    """Locks and writes in the order in which they were sent."""

    @property
    def account_lock(self) -> int:
        return self.index("lock points_account")


@contextmanager
def steps() -> Iterator[Steps]:
    found = Steps()
    with CaptureQueriesContext(connection) as queries:
        yield found
    found.extend(_steps([query["sql"] for query in queries]))


_LOCKED = re.compile(r'FROM "(\w+)"')
_WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(?!SET\b)(\w+)')


def _steps(statements: Sequence[str]) -> Iterator[str]:
    for sql in statements:
        if "FOR NO KEY UPDATE" in sql:
            yield f"lock {_LOCKED.findall(sql)[0]}"
        else:
            yield from (f"write {table}" for table in _WRITTEN.findall(sql))
