"""Rows of one order may stand far apart in a file, and the file may be larger than memory:
they are sorted by order in a scratch database on disk.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby

type Row = tuple[int, str]


class Spool:
    """Keep rows by order; give them back order by order, as the file first named them.

    A row is a line number and the line's content, whatever the reader makes of it.
    """

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="orders-", suffix=".sqlite")  # noqa: SIM115 -- close() ends it
        self._db = sqlite3.connect(self._file.name, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE row (id TEXT, line INTEGER, content TEXT)")

    def add(self, rows: Iterable[tuple[str, int, str]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO row VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")
        self._db.execute("CREATE INDEX by_order ON row (id, line)")

    def orders(self) -> Iterator[tuple[str, list[Row]]]:
        rows = self._db.execute(
            """
            SELECT row.id, row.line, row.content
            FROM (SELECT id, min(line) AS first FROM row GROUP BY id) named
            JOIN row USING (id)
            ORDER BY named.first, row.line
            """
        )
        for order, group in groupby(rows, key=lambda row: str(row[0])):
            yield order, [(line, content) for _id, line, content in group]

    def __len__(self) -> int:
        """The number of orders."""
        count: int = self._db.execute("SELECT count(DISTINCT id) FROM row").fetchone()[0]
        return count

    def close(self) -> None:
        self._db.close()
        self._file.close()
