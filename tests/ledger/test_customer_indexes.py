"""A million customers cost no more than a few: each look finds by an index."""

import pytest

from ledger.customer_requests import Erase, Identify
from ledger.customers import Person, Spending
from ledger.sqlite.writer import Call, Writer
from tests.ledger.desk import BOOK, Clock

CID = "a" * 20
FINDS = {
    "reference": lambda records: records.cid_of("card"),
    "who": lambda records: records.save_reference("card", CID),
    "drop": lambda records: records.drop_references(CID),
    "point": lambda records: records.point_references(CID, "b" * 20),
    "person": lambda records: records.person(CID),
    "moved": lambda records: records.moved_into(CID),
    "save": lambda records: records.save_person(Person(CID)),
    "accounts": lambda records: records.accounts_of("anna"),
    "books": lambda records: records.books_of("anna"),
    "orders": lambda records: records.open_orders_of("anna"),
    "spending": lambda records: records.spending("anna", 5),
    "spent": lambda records: records.save_spending("anna", "a", Spending(1, 2)),
    "rows": lambda records: records.rows_of((BOOK, BOOK + "2"), 9, 5),
    "sums": lambda records: records.moved_in((BOOK, BOOK + "2"), 9),
    "days": lambda records: records.moved_between(5, 9),
}
# The index that must be used where SQLite could also have chosen a slower one.
BY = {
    "rows": "transfer_of_book",
    "sums": "transfer_of_book",
    "days": "transfer_of_day",
    "moved": "customer_moved",
    "spending": "spending_by_day",
}


@pytest.fixture
def writer(tmp_path):
    def fail(error: Exception) -> None:
        raise error

    found = Writer(tmp_path / "ledger.sqlite", Clock(), fail)
    yield found
    found.close()


@pytest.mark.parametrize("name", FINDS)
def test_no_look_at_customers_reads_a_whole_table(writer: Writer, name: str):
    asked: list[tuple] = []
    connection = writer._connection
    connection.exec_trace = lambda _cursor, text, values: asked.append((text, values)) or True
    FINDS[name](writer._records)
    connection.exec_trace = None
    assert asked
    for text, values in asked:
        steps = [step for *_, step in connection.execute("EXPLAIN QUERY PLAN " + text, values)]
        # The names that a question brings along are no table.
        whole = [one for one in steps if one.startswith("SCAN") and "json_each" not in one]
        assert whole == [], steps
        if name in BY:
            assert any(BY[name] in step for step in steps), steps


def test_a_reference_that_is_erased_is_not_left_in_the_file(tmp_path):
    def fail(error: Exception) -> None:
        raise error

    path = tmp_path / "ledger.sqlite"
    found = Writer(path, Clock(), fail)
    met = Identify(client="till", reference="anna-who-leaves", fresh=CID)
    other = Identify(client="till", reference="bob-who-stays", fresh="b" * 20)
    found.perform([Call(met), Call(other)])
    found.close()
    assert b"anna-who-leaves" in path.read_bytes()
    again = Writer(path, Clock(), fail)
    again.perform([Call(Erase(client="till", cid=CID))])
    again.close()
    assert b"anna-who-leaves" not in path.read_bytes()
    assert b"bob-who-stays" in path.read_bytes()
