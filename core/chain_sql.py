"""Rows that are chained: each keeps a hash of its content and of the one before it.

The database fills the hash, so that every way of writing a row does: one by one, by a
statement over many, by COPY. What a row's content is, as text, is said in one function,
which the audit asks too.
"""

from core.sql import Fragment

# Times are written in UTC, to the microsecond, whatever the session's settings are.
INSTANT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"

_CREATE = Fragment("""
CREATE FUNCTION {table}_content(entry {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array('{table}', {parts})::text
$$;
CREATE FUNCTION {table}_hash(before bytea, entry {table}) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, ''::bytea) || convert_to({table}_content(entry), 'UTF8'))
$$;
CREATE FUNCTION chain_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before bytea;
BEGIN
    -- Rows of one chain are written under one lock, by ascending number. A row trigger that
    -- runs before sees what the same statement has written, in COPY too.
    SELECT hash INTO before FROM {table}
    WHERE {of} = NEW.{of} AND number = NEW.number - 1;
    NEW.hash := {table}_hash(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER chained BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION chain_{table}();
""")
_DROP = Fragment("""
DROP TRIGGER chained ON {table};
DROP FUNCTION chain_{table}();
DROP FUNCTION {table}_hash(bytea, {table});
DROP FUNCTION {table}_content({table});
""")
_BROKEN = Fragment("""
SELECT 'entry ' || entry.number || ' of {of} ' || entry.{of},
       'was changed, or the one before it was'
FROM {table} entry
LEFT JOIN {table} earlier ON earlier.{of} = entry.{of} AND earlier.number = entry.number - 1
WHERE entry.hash IS DISTINCT FROM {table}_hash(earlier.hash, entry)
ORDER BY entry.{of}, entry.number
""")


def create(table: str, *, of: str, parts: list[str]) -> str:
    """Return the functions and the trigger that chain the rows of ``table`` by the column
    ``of``.

    ``parts`` are expressions over ``entry``, in the order in which they are hashed.
    """
    return _CREATE.fill(table=table, of=of, parts=", ".join(parts)).text


def drop(table: str) -> str:
    return _DROP.fill(table=table).text


def broken(table: str, *, of: str) -> str:
    """Return the check of the audit: rows whose hash is not that of what they say."""
    return _BROKEN.fill(table=table, of=of).text
