"""The writer: groups, full disks, our own mistakes, and files it must not touch."""

from pathlib import Path

import apsw
import pytest

from ledger import Code, Refusal, Reserve, Reserved
from ledger.records import Records
from ledger.sqlite import Call, LedgerFileError, Writer, check_file
from ledger.sqlite import writer as writing
from ledger.sqlite.database import open_to_read, open_to_write
from tests.ledger.desk import TILL, TOTAL, Clock, plan


def put(order: str) -> Call:
    asked = Reserve(client=TILL, order=order, plan=plan({TOTAL: (1, 2)}), ttl_ms=60_000)
    return Call(asked)


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture
def writer(tmp_path: Path):
    found = Writer(tmp_path / "ledger.sqlite", Clock(), _raise)
    yield found
    found.close()


def test_a_refusal_in_a_group_spoils_nothing(writer: Writer, tmp_path: Path):
    answers = writer.perform([put(order) for order in "abcd"])
    assert [type(one) for one in answers] == [Reserved, Reserved, Refusal, Refusal]
    assert check_file(tmp_path / "ledger.sqlite").orders == 2


def test_our_mistake_in_one_verb_undoes_that_verb_only(
    writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = writing.perform

    def wrong(records: Records, verb, key, clock_ms):
        outcome = real(records, verb, key, clock_ms)
        if verb.order == "b":
            raise KeyError("a mistake after something was written")
        return outcome

    heard: list[Exception] = []
    writer.bugs = heard.append
    monkeypatch.setattr(writing, "perform", wrong)
    answers = writer.perform([put(order) for order in "abc"])
    assert [type(one) for one in answers] == [Reserved, Refusal, Reserved]
    assert answers[1].code is Code.FAILED
    assert [str(error) for error in heard] == ["'a mistake after something was written'"]
    report = check_file(tmp_path / "ledger.sqlite")
    assert (report.findings, report.orders) == ((), 2)


def test_a_full_disk_refuses_the_group_and_nothing_is_half_written(writer: Writer, tmp_path: Path):
    writer.perform([put("a")])
    pages = writer._connection.pragma("page_count")
    writer._connection.pragma("max_page_count", pages)
    big = plan(quote=bytes(2_000_000))
    asked = Reserve(client=TILL, order="big", plan=big, ttl_ms=60_000)
    answers = writer.perform([put("b"), Call(asked)])
    assert answers == [Refusal(Code.STORE_DOWN)] * 2
    assert check_file(tmp_path / "ledger.sqlite").orders == 1
    writer._connection.pragma("max_page_count", 1_000_000)
    assert isinstance(writer.perform([put("b")])[0], Reserved), "when there is room it goes on"


def test_a_disk_that_fails_ends_the_writer(writer: Writer, monkeypatch: pytest.MonkeyPatch):
    def fails(*_args):
        raise apsw.IOError("disk I/O error")

    monkeypatch.setattr(writing, "perform", fails)
    with pytest.raises(apsw.IOError):
        writer.perform([put("a"), put("b")])


def test_commits_are_synced_and_logged(writer: Writer):
    assert writer._connection.pragma("synchronous") == 2
    assert writer._connection.pragma("journal_mode") == "wal"


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"
    connection = open_to_write(path)
    connection.pragma("user_version", 99)
    connection.close()
    with pytest.raises(LedgerFileError, match="written by a newer version"):
        open_to_write(path)
    with pytest.raises(LedgerFileError, match="has form 99"):
        open_to_read(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path):
    with pytest.raises(LedgerFileError, match="cannot be opened as a ledger"):
        open_to_read(tmp_path / "none.sqlite")
    with pytest.raises(LedgerFileError, match="cannot be opened as a ledger"):
        open_to_write(tmp_path / "none" / "ledger.sqlite")


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(LedgerFileError, match=r"SQLite 3\.51\.3 or newer is needed"):
        open_to_write(tmp_path / "ledger.sqlite")


def test_a_row_is_written_once_and_no_balance_below_zero(writer: Writer):
    records = writer._records
    writer.perform([put("a")])
    (row,) = records.all_rows()
    with pytest.raises(ValueError, match="there already"):
        records.append([row])


@pytest.mark.parametrize(
    "look",
    [
        lambda records: records.books_due(5, 9),
        lambda records: records.orders_due(5, 9),
        lambda records: records.open_of_customer("anna", 5),
        lambda records: records.held_by("anna", TOTAL),
        lambda records: records.overdue_holders(TOTAL, 5),
        lambda records: records.book("{customer/anna} points/club"),
        lambda records: records.order("a"),
        lambda records: records.forget(5, 9),
    ],
)
def test_no_look_reads_a_whole_table(writer: Writer, look):
    """A million books and orders cost no more than a few; each statement finds by an index."""
    asked: list[str] = []
    writer._connection.exec_trace = lambda _cursor, text, _values: asked.append(text) or True
    look(writer._records)
    writer._connection.exec_trace = None
    assert asked
    for text in asked:
        values = (1,) * text.count("?")
        plans = writer._connection.execute("EXPLAIN QUERY PLAN " + text, values)
        steps = [step for *_, step in plans]
        whole = [step for step in steps if step.startswith("SCAN") and "book_in_debt" not in step]
        assert whole == [], text
