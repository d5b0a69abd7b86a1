"""The code list on every store: issued once, blocked, ended, and never a code in clear."""

from datetime import date

import pytest

from ledger.batches import Batch, codes_of
from ledger.code_files import ImportedCode
from ledger.code_list import CodeBatch, NewCode
from ledger.code_records import CodeRecord
from ledger.code_secret import CodeDigests, Secret
from ledger.issuing import OnTheList, issue, save_imported
from ledger.memory import MemoryStore
from ledger.outcomes import BatchesFound, Code, CodesChanged, CodesSaved, Refusal
from ledger.requests import ChangeCodes, FindBatches, Read, SaveCodes
from ledger.sqlite import LocalStore

SECRET = Secret(b"a secret for tests, of no worth at all")
DIGESTS = CodeDigests(SECRET)
END = date(2026, 11, 30)


def save(desk, *codes, coupon="u", batch="b", expires=None):
    rows = tuple(one if isinstance(one, NewCode) else NewCode(DIGESTS.of(one)) for one in codes)
    return desk.do(SaveCodes(client="c", coupon=coupon, batch=batch, codes=rows, expires=expires))


def change(desk, **what):
    return desk.do(ChangeCodes(client="c", reason="stolen", **what))


def record(desk, code):
    (found,) = desk.do(Read(client="c", codes=(DIGESTS.of(code),))).codes
    return found


def batches(desk, coupon=""):
    return desk.do(FindBatches(client="c", coupon=coupon)).batches


def run(desk, coroutine):
    """Wait for something that asks the store more than once."""
    if isinstance(desk.store, MemoryStore | LocalStore):
        try:
            coroutine.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("a local store waited")
    return desk.run(coroutine)


def test_saved_twice_is_saved_once(desk):
    assert save(desk, "AAAA", "BBBB", expires=END) == CodesSaved(2, 0, 0)
    assert save(desk, "AAAA", "BBBB", expires=END) == CodesSaved(0, 2, 0)
    assert save(desk, "BBBB", "CCCC", expires=END) == CodesSaved(1, 1, 0)
    assert batches(desk) == (CodeBatch("u", "b", END, codes=3),)
    assert record(desk, "CCCC") == CodeRecord("u", "b", END)
    assert record(desk, "DDDD") is None
    issued = [event for event in desk.events if event.name == "codes.issued"]
    assert [event.facts for event in issued] == [
        {"batch": "b", "codes": 2},
        {"batch": "b", "codes": 1},
    ]


def test_a_batch_keeps_its_last_day(desk):
    save(desk, "AAAA", expires=END)
    assert save(desk, "BBBB") == Refusal(Code.BATCH_DIFFERS)
    assert record(desk, "BBBB") is None


def test_a_code_stays_in_its_batch(desk):
    save(desk, "AAAA")
    assert save(desk, "AAAA", "BBBB", batch="other") == CodesSaved(1, 0, 1)
    assert record(desk, "AAAA").batch == "b"
    assert [(one.name, one.codes) for one in batches(desk, "u")] == [("b", 1), ("other", 1)]
    assert batches(desk, "v") == ()


def test_a_batch_is_blocked_and_opened_again(desk):
    save(desk, "AAAA", "BBBB")
    assert change(desk, coupon="u", batch="b", blocked=True) == CodesChanged(2)
    assert change(desk, coupon="u", batch="b", blocked=True) == CodesChanged(0)
    assert record(desk, "AAAA").blocked
    save(desk, "CCCC")
    assert record(desk, "CCCC").blocked, "what comes to a blocked batch is blocked"
    assert change(desk, coupon="u", batch="b", blocked=False) == CodesChanged(3)
    assert not record(desk, "AAAA").blocked
    names = [event.name for event in desk.events if event.name != "codes.issued"]
    assert names == ["codes.blocked", "codes.unblocked"]


def test_one_code_is_blocked_or_ends_by_itself(desk):
    save(desk, "AAAA", "BBBB", expires=END)
    digest = DIGESTS.of("AAAA")
    assert change(desk, digest=digest, blocked=True) == CodesChanged(1)
    assert change(desk, digest=digest, expires=date(2026, 11, 3)) == CodesChanged(1)
    assert record(desk, "AAAA") == CodeRecord("u", "b", date(2026, 11, 3), blocked=True)
    assert record(desk, "BBBB") == CodeRecord("u", "b", END)
    change(desk, digest=digest, expires=date(2027, 1, 1))
    assert record(desk, "AAAA").expires == END, "the batch ends all the same"
    assert change(desk, coupon="u", batch="b", expires=date(2026, 1, 1)) == CodesChanged(2)
    assert record(desk, "BBBB").expires == date(2026, 1, 1)


@pytest.mark.parametrize(
    "what",
    [
        {"digest": DIGESTS.of("ZZZZ"), "blocked": True},
        {"digest": DIGESTS.of("AAAA"), "coupon": "v", "blocked": True},
        {"coupon": "u", "batch": "none", "blocked": True},
    ],
)
def test_what_is_not_there_cannot_be_changed(desk, what):
    save(desk, "AAAA")
    assert change(desk, **what) == Refusal(Code.UNKNOWN_CODE)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: NewCode(b"short"),
        lambda: NewCode(DIGESTS.of("A"), uses=0),
        lambda: SaveCodes(client="c", coupon="", batch="b", codes=()),
        lambda: SaveCodes(client="c", coupon="u", batch="b", codes=(NewCode(DIGESTS.of("A")),) * 2),
        lambda: ChangeCodes(client="c", coupon="u", batch="b", reason=" ", blocked=True),
        lambda: ChangeCodes(client="c", digest=b"short", reason="r", blocked=True),
    ],
)
def test_what_is_no_code_is_refused_before_it_is_asked(wrong):
    with pytest.raises(ValueError, match=r"code|batch|reason|uses"):
        wrong()


def test_a_batch_is_issued_as_a_stream_and_again(desk, monkeypatch):
    monkeypatch.setattr("ledger.issuing.CODES_SAVED_MAX", 100)
    monkeypatch.setattr("ledger.issuing.CODES_SORTED_MAX", 250)
    batch = Batch("u", "mailing", "LST-####-####-####", 600, END)
    told = []
    assert run(desk, issue(desk.store, batch, SECRET, told.append)) == OnTheList(new=600)
    assert told == [100, 200, 250, 350, 450, 500, 600]
    assert run(desk, issue(desk.store, batch, SECRET)) == OnTheList(known=600)
    for one in list(codes_of(batch, SECRET))[::97]:
        assert record(desk, one.code) == CodeRecord("u", "mailing", END)
    larger = Batch("u", "mailing", "LST-####-####-####", 601, END)
    assert run(desk, issue(desk.store, larger, SECRET)) == OnTheList(new=1, known=600)
    other = Batch("u", "mailing", "LST-####-####-####", 1)
    ended = run(desk, issue(desk.store, other, SECRET))
    assert ended == OnTheList(refused=Refusal(Code.BATCH_DIFFERS))


def test_imported_codes_keep_what_their_rows_say(desk):
    rows = [
        ImportedCode(2, DIGESTS.of("OLD001"), CodeRecord("u", "old", END, 3)),
        ImportedCode(3, DIGESTS.of("OLD002"), CodeRecord("u", "old", None, 1, blocked=True)),
        ImportedCode(4, DIGESTS.of("OLD003"), CodeRecord("v", "older")),
    ]
    assert run(desk, save_imported(desk.store, rows)) == OnTheList(new=3)
    assert run(desk, save_imported(desk.store, rows)) == OnTheList(known=3)
    assert [record(desk, f"OLD00{n}") for n in (1, 2, 3)] == [row.record for row in rows]
    assert isinstance(desk.do(FindBatches(client="c")), BatchesFound)
