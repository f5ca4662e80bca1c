"""A file's way in: brought, tried out, taken in; and balances taken back again."""

import gzip
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from imports.models import FileImport
from imports.reading import on_disk, read
from imports.rules.columns import guess, missing
from imports.rules.states import guess_state
from imports.taking_in import Outcome, source_of, take_file
from points.actions.granting import revoke_grants
from points.queries import overview as points_overview
from points.queries.overview import Outstanding
from programme.actions.shop_opening import begin_earning
from shop.models import Shop

# So many rows are tried out: what they would come to is known in a minute.
TRIED_AT_MOST = 20_000
# More words than that are no states of orders.
MOST_STATES = 100
# A worker that has said nothing for so long is taken for dead.
LEASE = timedelta(minutes=5)
# Trying out is one transaction, and says nothing before its end.
TRYING_LEASE = timedelta(minutes=30)


class NotAtThisStep(Refused):
    """Another tab, or another member of the team, is further on."""

    code = "not_at_this_step"

    def __init__(self) -> None:
        super().__init__(_("This import has gone on meanwhile: see where it stands."))


def bring(
    *, shop: Shop, kind: str, name: str, content: bytes, author: str, now: datetime
) -> FileImport:
    """Keep the file and guess its columns; nothing is taken in. Raises UnreadableFile."""
    with tempfile.NamedTemporaryFile(prefix="import-") as file:
        file.write(content)
        file.flush()
        heads, rows = read(Path(file.name), _ignore)
        # As the last file of this kind with the same headings was read.
        before = (
            FileImport.objects.filter(shop=shop, kind=kind, heads=heads)
            .exclude(columns={})
            .order_by("-pk")
            .first()
        )
        columns = before.columns if before else guess(kind, heads)
        words: dict[str, str] = {}
        total = 0
        for _line, cells in rows:
            total += 1
            if "state" in columns and len(words) < MOST_STATES:
                words.setdefault(cells[columns["state"]], "")
    known = before.states if before else {}
    return FileImport.objects.create(
        shop=shop,
        kind=kind,
        name=name[:200],
        content=gzip.compress(content, 6),
        heads=heads,
        columns=columns,
        states={word: known.get(word) or guess_state(word) for word in words},
        total=total,
        author=author,
        created_at=now,
    )


def _ignore(line: int, reason: str) -> None:
    """Told when the file is tried out."""


def words_of_states(row: FileImport, columns: Mapping[str, int]) -> dict[str, str]:
    """What the file calls the states of its orders, with ours where it can be guessed."""
    if row.kind != FileImport.Kind.ORDERS or "state" not in columns:
        return {}
    words: dict[str, str] = {}
    assert row.content is not None, "kept until it is taken in"
    with on_disk(bytes(row.content)) as path:
        for _line, cells in read(path, _ignore)[1]:
            word = cells[columns["state"]]
            words.setdefault(word, row.states.get(word) or guess_state(word))
    return words


def set_up(
    *,
    row: FileImport,
    columns: Mapping[str, int],
    states: Mapping[str, str],
    past: str,
    past_since: date | None,
) -> None:
    """How the file is to be read; it is then tried out. Raises: Invalid, NotAtThisStep."""
    if lacking := missing(row.kind, columns):
        said = _("Say which column of your file is this one.")
        raise Invalid(said, field=lacking[0])
    steps = [FileImport.State.READ, FileImport.State.TRIED]
    _move(
        row,
        steps,
        FileImport.State.TRYING,
        columns=dict(columns),
        states=dict(states),
        past=past,
        past_since=past_since,
        report={},
        refusals=[],
        done=0,
        leased_until=None,
    )


def confirm(*, row: FileImport) -> None:
    """Take it in. Raises: NotAtThisStep."""
    _move(
        row,
        [FileImport.State.TRIED],
        FileImport.State.RUNNING,
        done=0,
        refusals=[],
        leased_until=None,
    )


def _move(row: FileImport, steps: Sequence[str], state: str, **fields: object) -> None:
    rows = FileImport.objects.filter(pk=row.pk, state__in=steps)
    if not rows.update(state=state, **fields):
        raise NotAtThisStep
    row.refresh_from_db()


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has found. ``owed_before`` and ``owed_after`` are what the points in
    circulation are worth, as text; ``partial`` where only the first rows were tried.
    """

    rows: int
    taken: int
    unchanged: int
    refused: int
    reasons: list[tuple[str, int]]
    owed_before: str
    owed_after: str
    points: int
    partial: bool = False


def work(*, pk: int, clock: Callable[[], datetime]) -> FileImport | None:
    """Try the file out, or take it in, whichever it waits for.

    None where there is nothing to do, or another worker is at it. Cut off at any moment,
    the next call begins again: what is in is recognised.
    """
    now = clock()
    row = FileImport.objects.select_related("shop").filter(pk=pk).first()
    if row is None or not row.at_work or not _lease(row, now):
        return None
    assert row.content is not None, "kept until it is taken in"
    with translation.override(row.shop.language), on_disk(bytes(row.content)) as path:
        if row.state == FileImport.State.TRYING:
            _try_out(row, path, now)
        else:
            _take_in(row, path, clock)
    row.refresh_from_db()
    return row


def _lease(row: FileImport, now: datetime) -> bool:
    length = TRYING_LEASE if row.state == FileImport.State.TRYING else LEASE
    free = FileImport.objects.filter(pk=row.pk, state=row.state).exclude(
        leased_until__gt=now
    )
    return bool(free.update(leased_until=now + length))


def _try_out(row: FileImport, path: Path, now: datetime) -> None:
    """The very import, undone at its end: what it would come to is what it came to."""
    before = _owed(row.shop, now)
    outcome = Outcome()
    with transaction.atomic():
        _begin_past(row)
        author = f"import:{row.pk}"
        for outcome in take_file(  # noqa: B007 -- the last one is told
            row=row, path=path, author=author, now=now, most=TRIED_AT_MOST
        ):
            pass
        after = _owed(row.shop, now)
        transaction.set_rollback(True)
    # What the transaction has changed in memory never was.
    row.shop.refresh_from_db()
    report = _report(outcome, before, after, partial=row.total > TRIED_AT_MOST)
    FileImport.objects.filter(pk=row.pk, state=FileImport.State.TRYING).update(
        state=FileImport.State.TRIED,
        report=asdict(report),
        refusals=outcome.refusals,
        leased_until=None,
    )


def _take_in(row: FileImport, path: Path, clock: Callable[[], datetime]) -> None:
    now = clock()
    before = Outstanding(value=Decimal(row.report.get("owed_before", "0")))
    _begin_past(row)
    outcome = Outcome()
    rows = FileImport.objects.filter(pk=row.pk, state=FileImport.State.RUNNING)
    for outcome in take_file(row=row, path=path, author=f"import:{row.pk}", now=now):
        rows.update(done=outcome.rows, leased_until=clock() + LEASE)
    report = _report(outcome, before, _owed(row.shop, clock()))
    rows.update(
        state=FileImport.State.DONE,
        done=outcome.rows,
        done_at=clock(),
        report=asdict(report),
        refusals=outcome.refusals,
        content=None,
        leased_until=None,
    )


def _begin_past(row: FileImport) -> None:
    """From when on orders earn, where none has earned yet."""
    if row.kind != FileImport.Kind.ORDERS or row.past == FileImport.Past.ALL:
        return
    since = row.created_at
    if row.past == FileImport.Past.SINCE:
        assert row.past_since is not None, "held by a constraint"
        since = datetime.combine(row.past_since, datetime.min.time(), row.shop.zone)
    begin_earning(shop=row.shop, since=since)


def _owed(shop: Shop, now: datetime) -> Outstanding:
    return points_overview.outstanding([shop], now).get(shop.pk, Outstanding())


def _report(
    outcome: Outcome, before: Outstanding, after: Outstanding, *, partial: bool = False
) -> Report:
    return Report(
        rows=outcome.rows,
        taken=outcome.taken,
        unchanged=outcome.unchanged,
        refused=outcome.reasons.total(),
        reasons=outcome.reasons.most_common(50),
        owed_before=str(before.value),
        owed_after=str(after.value),
        points=after.points,
        partial=partial,
    )


def undo(*, row: FileImport, author: str, now: datetime) -> int:
    """Take back what is left of the points that a file of balances gave.

    The number of customers it concerned. What they have used since stays used. Raises:
    NotAtThisStep.
    """
    with transaction.atomic():
        if row.kind != FileImport.Kind.BALANCES:
            raise NotAtThisStep
        _move(row, [FileImport.State.DONE], FileImport.State.UNDONE)
        return revoke_grants(shop=row.shop, source=source_of(row), author=author, now=now)


def drop(*, row: FileImport) -> None:
    """Forget a file that was not taken in. Raises: NotAtThisStep."""
    steps = [FileImport.State.READ, FileImport.State.TRIED]
    gone, _each = FileImport.objects.filter(pk=row.pk, state__in=steps).delete()
    if not gone:
        raise NotAtThisStep
