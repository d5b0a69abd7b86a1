"""The check finds every balance that no row or order explains."""

from pathlib import Path

import pytest

from ledger.audit import check
from ledger.sqlite import check_file
from ledger.sqlite.database import open_to_write
from ledger.sqlite.writer import LocalStore
from tests.ledger.desk import BOOK, TOTAL, Clock, Desk, plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    store = LocalStore(path, Clock(), lambda error: None)
    desk = Desk(store, store.writer._clock_ms)
    desk.give(100, "g")
    desk.reserve("a", plan({TOTAL: (2, 9)}, spend=30))
    desk.reserve("b", plan({TOTAL: (1, 9)}, spend=20))
    desk.confirm("b")
    desk.give(-60, "m", may_owe=True)
    store.writer.close()
    return path


def test_a_sound_file_is_found_sound(file: Path):
    report = check_file(file)
    assert (report.findings, report.orders, report.forced) == ((), 2, ())
    assert report.rows == 9


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE account SET posted = 0", "posted is 0, its rows say 1"),
        ("UPDATE account SET posted = 0", "posted is 0, its orders say 1"),
        ("UPDATE account SET pending = 3", "pending is 3, its orders say 2"),
        ("UPDATE account SET credits = 5", "credits is 5, its rows say 0"),
        ("UPDATE lot SET balance = 99", "balance is 99, its rows say 30"),
        ("UPDATE lot SET held = 0", "held is 0, its orders say 30"),
        ("UPDATE book SET debt = 0", "debt is 0, its rows say 10"),
        ("DELETE FROM account", "pending is 0, its rows say 2"),
        ("DELETE FROM lot", "balance is 0, its rows say 30"),
        ("DELETE FROM transfer WHERE kind = 'post'", "posted is 1, its rows say 0"),
        ("DELETE FROM orders WHERE id = 'a'", "pending is 2, its orders say 0"),
    ],
)
def test_damage_is_named(file: Path, damage: str, finding: str):
    connection = open_to_write(file)
    connection.execute(damage)
    connection.close()
    findings = check_file(file).findings
    assert any(one.endswith(finding) and one.startswith((TOTAL, BOOK)) for one in findings), (
        findings
    )


def test_the_model_is_checked_by_the_same(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 1)}))
    assert check(desk.records).rows == 1
