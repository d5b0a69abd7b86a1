"""Adjusting, merging and erasing on the command line."""

from tests.cli.customers import adjust


def test_two_cards_become_one_and_go(ledger):
    adjust(ledger, "card-1", 100, "A-1")
    adjust(ledger, "card-2", 50, "A-2")
    merged = ("customer", "merge", "card-1", "card-2", "--id", "M-1", "--reason", "one person")
    for _ in range(2):
        assert ledger(*merged).output == "`card-2` is `card-1`; 50 points came with it\n"
    assert ledger("customer", "balance", "card-2").output == "club: 150 points\n"
    asked = ledger("customer", "erase", "card-2")
    assert (asked.exit_code, "cannot be undone" in asked.output) == (2, True)
    done = ledger("customer", "erase", "card-2", "--yes")
    assert done.output == "2 references forgotten, 0 open orders ended, 150 points forfeited\n"
    gone = ledger("customer", "balance", "card-1")
    assert (gone.exit_code, "there is no such customer" in gone.output) == (1, True)
