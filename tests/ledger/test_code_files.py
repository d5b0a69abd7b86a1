"""Files of codes from other systems: each row is taken or told, and none gives a traceback."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import code_files
from ledger.batches import Batch, codes_of, exported
from ledger.code_files import CodeMistake, ImportedCode, ImportTerms, read_codes
from ledger.code_records import CodeRecord, status_of
from ledger.code_secret import CodeDigests, Secret
from ledger.limits import CODE_FILE_LINE_BYTES_MAX, CODE_MISTAKES_MAX

SECRET = Secret(bytes(range(32)))
DIGESTS = CodeDigests(SECRET)
PATTERN = "WEL-####-####-####"
TERMS = ImportTerms({"wel": PATTERN, "old": "########"}, {"AVTVMN26": "autumn"}, coupon="old")


def _read(body: bytes | str, terms: ImportTerms = TERMS) -> list[ImportedCode | CodeMistake]:
    raw = body.encode() if isinstance(body, str) else body
    return list(read_codes(io.BytesIO(raw), terms, DIGESTS))


def _mistakes(body: bytes | str, terms: ImportTerms = TERMS) -> list[tuple[int, str, str]]:
    return [
        (one.row, one.column, one.message)
        for one in _read(body, terms)
        if isinstance(one, CodeMistake)
    ]


def test_rows_become_digests_and_records():
    found = _read(
        "code,coupon,batch,expires,uses,blocked\n"
        "ABCD-EFGH,,,,,\n"
        "\n"
        "wel 0000 1111 2222,wel,spring,2026-12-31,3,yes\n"
    )
    assert found == [
        ImportedCode(2, DIGESTS.of("abcdefgh"), CodeRecord("old", "import")),
        ImportedCode(
            4,
            DIGESTS.of("WEL-0000-1111-2222"),
            CodeRecord("wel", "spring", date(2026, 12, 31), 3, blocked=True),
        ),
    ]


def test_our_own_export_is_read_back():
    batch = Batch("wel", "one", PATTERN, 500, date(2026, 12, 31))
    found = _read(b"".join(exported(batch, SECRET)))
    record = CodeRecord("wel", "one", date(2026, 12, 31))
    assert found == [
        ImportedCode(row, DIGESTS.of(code), record)
        for row, (_, code) in enumerate(codes_of(batch, SECRET), 2)
    ]


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_what_office_programs_write_is_read(prefix: bytes, end: bytes):
    found = _read(prefix + b"Code;Expires" + end + b'"ABCD-EFGH";2026-12-31' + end)
    assert found == [
        ImportedCode(2, DIGESTS.of("ABCDEFGH"), CodeRecord("old", "import", date(2026, 12, 31)))
    ]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("ABCDEFGH,gone,,", "coupon", "there is no coupon `gone` with unique codes"),
        (",old,,", "code", "the code is empty"),
        ("- -,old,,", "code", "the code is empty"),
        ("ABCDEFG!,old,,", "code", "the code has signs other than letters and digits"),
        ("ABC,old,,", "code", "the code has 3 letters and digits"),
        ("ABCDEFGHJ,old,,", "code", "the code does not fit the pattern `########` of its coupon"),
        ("avtvmn 26,old,,", "code", "the code is the public one of `autumn`"),
        ("f1rst-0ne,old,,", "code", "the code reads the same as that of row 2"),
        ("ABCDEFGH,old,31.12.2026,", "expires", "the last day is no date"),
        ("ABCDEFGH,old,2026-02-30,", "expires", "the last day is no date"),
        ("ABCDEFGH,old,,0", "uses", "the number of uses is none"),
        ("ABCDEFGH,old,,9999999", "uses", "the number of uses is none"),
        ("ABCDEFGH,old,,1.5", "uses", "the number of uses is none"),
        ("ABCDEFGH,old,", "", "the row has 3 fields, the header 4"),
    ],
)
def test_a_wrong_row_is_told_with_its_place_and_the_others_are_taken(row, column, message):
    found = _read(f"code,coupon,expires,uses\nFIRSTONE,old,,\n{row}\nOTHERONE,old,,\n")
    assert [type(one) for one in found] == [ImportedCode, CodeMistake, ImportedCode]
    wrong = found[1]
    assert isinstance(wrong, CodeMistake)
    assert (wrong.row, wrong.column, wrong.message, wrong.ends) == (3, column, message, False)
    assert not any(code in wrong.message + wrong.hint for code in ("ABCDEFG", "avtvmn", "f1rst"))


def test_a_row_without_a_coupon_needs_one_from_the_command():
    (wrong,) = _mistakes("code\nABCDEFGH\n", ImportTerms({"old": "########"}))
    assert wrong == (2, "coupon", "the row names no coupon")


def test_blocked_is_yes_or_no():
    (wrong,) = _mistakes("code,blocked\nABCDEFGH,maybe\n")
    assert wrong == (2, "blocked", "blocked is neither yes nor no")


@pytest.mark.parametrize(
    ("body", "row", "message"),
    [
        ("", 1, "the file is empty"),
        ("\n", 1, "the file is empty"),
        ("kod\nABCDEFGH\n", 1, "the column `kod` is unknown"),
        ("code,code\n", 1, "the column `code` is there twice"),
        ("coupon\nold\n", 1, "there is no column `code`"),
        (b"code\n\xff\xfeABC\n", 2, "the file is not UTF-8"),
        (b"\xff\xfec\0o\0d\0e\0", 1, "the file is not UTF-8"),
        ("code\n" + "A" * (CODE_FILE_LINE_BYTES_MAX + 1), 2, "a line is longer than 10000 bytes"),
        ('code\n"ABCDEFGH\n', 2, "this is no row of CSV: unexpected end of data"),
    ],
)
def test_a_file_that_is_none_ends_with_one_mistake(body, row: int, message: str):
    found = _read(body)
    assert len(found) == 1
    wrong = found[0]
    assert isinstance(wrong, CodeMistake)
    assert (wrong.row, wrong.message, wrong.ends) == (row, message, True)


def test_reading_stops_where_all_is_wrong():
    found = _read("code\n" + "x\n" * (2 * CODE_MISTAKES_MAX))
    assert len(found) == CODE_MISTAKES_MAX
    assert [one.ends for one in found if isinstance(one, CodeMistake)].count(True) == 1


def test_a_file_larger_than_memory_should_hold_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(code_files, "IMPORTED_CODES_MAX", 2)
    found = _read("code\nABCDEFG1\nABCDEFG2\nABCDEFG3\nABCDEFG4\n")
    assert len(found) == 3
    wrong = found[2]
    assert isinstance(wrong, CodeMistake)
    assert (wrong.row, wrong.message, wrong.ends) == (4, "a file has at most 2 codes", True)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode())))
def test_no_bytes_give_a_traceback(body: bytes):
    for one in _read(b"code,expires\n" + body):
        assert isinstance(one, ImportedCode | CodeMistake)
    _read(body)


@pytest.mark.parametrize(
    ("record", "used", "day", "status"),
    [
        (None, 0, "2026-11-05", None),
        (CodeRecord("c", "b"), 0, "2026-11-05", "good"),
        (CodeRecord("c", "b"), 1, "2026-11-05", "used"),
        (CodeRecord("c", "b", uses=3), 2, "2026-11-05", "good"),
        (CodeRecord("c", "b", expires=date(2026, 11, 5)), 0, "2026-11-05", "good"),
        (CodeRecord("c", "b", expires=date(2026, 11, 5)), 0, "2026-11-06", "expired"),
        (CodeRecord("c", "b", expires=date(2026, 11, 5)), 1, "2026-11-06", "expired"),
        (CodeRecord("c", "b", date(2026, 1, 1), blocked=True), 1, "2026-11-06", "blocked"),
    ],
)
def test_what_a_code_is_worth_today(record, used: int, day: str, status):
    assert status_of(record, used, date.fromisoformat(day)) == status
