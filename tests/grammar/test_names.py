import pytest

from grammar.names import is_identifier, to_identifier


@pytest.mark.parametrize("name", ["a", "p1", "coffee-3-for-2", "goods-a"])
def test_identifiers(name: str):
    assert is_identifier(name)


@pytest.mark.parametrize("name", ["", "3-for-2", "Kawa", "a_b", "a-", "-a", "a--b", "żur"])
def test_what_is_none(name: str):
    assert not is_identifier(name)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Zniżka_ŁÓDŹ", "znizka-lodz"), ("KAWA 2026", "kawa-2026"), ("3-for-2", None), ("_", None)],
)
def test_what_was_meant(written: str, meant: str | None):
    assert to_identifier(written) == meant
