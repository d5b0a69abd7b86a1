"""Reading a ruleset from disk: folders, files, lists beside them, and what cannot be read."""

import pytest

from rules import bundle
from rules.bundle import BundleError, compile_folder, read_folder
from tests.rules.strategies import SHOP

DEAL = 'promotion p "P" { until 2026-11-30 give 5% off basket }\n'
LISTED = 'set s = products in "lists/drinks.csv"\npromotion q "Q" { give 5% off s }\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lato").mkdir()
    (tmp_path / "lists").mkdir()
    (tmp_path / "shop.promo").write_text(SHOP.text, "utf-8")
    (tmp_path / "lato" / "deal.promo").write_text(DEAL, "utf-8")
    (tmp_path / "notes.txt").write_text("not a rule", "utf-8")
    (tmp_path / "lists" / "drinks.csv").write_text("sku\nA\n", "utf-8")
    (tmp_path / "lists" / "other.csv").write_text("sku\nB\n", "utf-8")
    return tmp_path


def test_a_folder_is_read_with_its_subfolders(folder):
    assert [source.name for source in read_folder(folder)] == ["lato/deal.promo", "shop.promo"]
    assert compile_folder(folder).program is not None


def test_a_single_file_is_a_ruleset_too(folder):
    (source,) = read_folder(folder / "shop.promo")
    assert source.name == "shop.promo"
    assert compile_folder(folder / "shop.promo").program is not None
    assert compile_folder(folder / "lato" / "deal.promo").program is None


def test_lists_come_along_when_a_rule_names_them(folder):
    (folder / "listed.promo").write_text(LISTED, "utf-8")
    names = [source.name for source in read_folder(folder)]
    assert names == ["lato/deal.promo", "listed.promo", "shop.promo", "lists/drinks.csv"]
    result = compile_folder(folder)
    assert result.ruleset.sets[-1].node.skus == ("A",)


def test_a_mark_at_the_start_of_a_file_is_no_text(folder):
    (folder / "bom.promo").write_bytes(b"\xef\xbb\xbf# nothing\n")
    texts = {source.name: source.text for source in read_folder(folder)}
    assert texts["bom.promo"] == "# nothing\n"


def test_a_catalogue_makes_attributes_strict(folder):
    (folder / "moc.promo").write_text('set m = kolor "x"\n', "utf-8")
    codes = {one.code for one in compile_folder(folder, attributes=("kolor",)).diagnostics}
    assert "PR206" not in codes
    codes = {one.code for one in compile_folder(folder, attributes=("moc",)).diagnostics}
    assert "PR206" in codes


def test_nothing_there(tmp_path):
    with pytest.raises(BundleError, match="there is no such file or folder"):
        read_folder(tmp_path / "missing")


def test_no_rules_there(tmp_path):
    with pytest.raises(BundleError, match=r"no file whose name ends in \.promo"):
        read_folder(tmp_path)


def test_not_utf_8(folder):
    (folder / "old.promo").write_bytes('promotion p "Zażółć"'.encode("cp1250"))
    with pytest.raises(BundleError, match=r"old\.promo: byte 15 is not UTF-8"):
        read_folder(folder)


def test_too_large_and_too_many(folder, monkeypatch):
    size = (folder / "shop.promo").stat().st_size
    monkeypatch.setattr(bundle, "SOURCE_BYTES_MAX", size)
    assert read_folder(folder)
    monkeypatch.setattr(bundle, "SOURCE_BYTES_MAX", size - 1)
    with pytest.raises(BundleError, match=rf"shop\.promo: the file has {size} bytes"):
        read_folder(folder)
    monkeypatch.undo()
    monkeypatch.setattr(bundle, "FILES_MAX", 2)
    assert read_folder(folder)
    monkeypatch.setattr(bundle, "FILES_MAX", 1)
    with pytest.raises(BundleError, match="more than 1 rule files"):
        read_folder(folder)


def test_unreadable(folder):
    (folder / "loop.promo").symlink_to(folder / "loop.promo")
    with pytest.raises(BundleError, match="there is no such file"):
        read_folder(folder / "loop.promo")
