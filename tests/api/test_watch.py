"""Changes are noticed once, and only when they have settled."""

import os

from api.watch import Watch, signature_of


def test_a_change_counts_when_it_stays_for_one_look(tmp_path):
    rules = tmp_path / "a.promo"
    rules.write_text("one")
    watch = Watch(tmp_path, None)
    assert not watch.has_settled_change()
    rules.write_text("longer")
    assert not watch.has_settled_change()
    assert watch.has_settled_change()
    watch.mark_loaded()
    assert not watch.has_settled_change()


def test_a_file_still_being_written_is_left_alone(tmp_path):
    rules = tmp_path / "a.promo"
    rules.write_text("")
    watch = Watch(tmp_path)
    for size in range(1, 5):
        rules.write_text("x" * size)
        assert not watch.has_settled_change()
    assert watch.has_settled_change()


def test_sees_new_gone_renamed_and_touched_files(tmp_path):
    (tmp_path / "deep").mkdir()
    first = tmp_path / "deep" / "a.promo"
    first.write_text("one")
    seen = [signature_of(tmp_path)]
    os.utime(first, ns=(1, 1))
    seen.append(signature_of(tmp_path))
    second = first.rename(tmp_path / "deep" / "b.promo")
    seen.append(signature_of(tmp_path))
    (tmp_path / "c.csv").write_text("")
    seen.append(signature_of(tmp_path))
    second.unlink()
    seen.append(signature_of(tmp_path))
    assert len(set(seen)) == len(seen)


def test_hidden_files_and_missing_folders_are_nothing(tmp_path):
    before = signature_of(tmp_path)
    (tmp_path / ".a.promo.swp").write_text("x")
    assert signature_of(tmp_path) == before
    assert signature_of(tmp_path / "gone") == ()
    file = tmp_path / "one.promo"
    file.write_text("x")
    assert len(signature_of(file)) == 1
