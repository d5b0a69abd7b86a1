"""Loading: the same snapshot as a server has."""

import pytest

from api.loading import load_snapshot as load_for_server
from cli.guard import StopError
from cli.loading import load_goods, load_snapshot, read_rules


def test_the_snapshot_is_that_of_a_server(shop_folder):
    rules, catalogue = shop_folder / "rules", shop_folder / "catalogue"
    ours = load_snapshot(rules, catalogue)
    theirs = load_for_server(rules, catalogue)
    assert ours.is_same_content(theirs)
    assert ours.files == theirs.files == 2


def test_lists_beside_the_rules_come_along(tmp_path):
    (tmp_path / "lunch.csv").write_text("sku\nA\n", encoding="utf-8")
    (tmp_path / "a.promo").write_text('set lunch = products in "lunch.csv"\n', encoding="utf-8")
    assert sorted(source.name for source in read_rules(tmp_path)) == ["a.promo", "lunch.csv"]


def test_no_catalogue_is_none_and_a_missing_one_is_wrong_use(tmp_path):
    assert load_goods(None, "PLN") is None
    with pytest.raises(StopError) as stopped:
        load_goods(tmp_path / "nowhere", "PLN")
    assert stopped.value.code == 2


def test_a_catalogue_without_its_files_is_wrong_input(tmp_path, capsys):
    with pytest.raises(StopError) as stopped:
        load_goods(tmp_path, "PLN")
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("error: products.csv: ")
