"""Batches: unguessable, without repetition, the same bytes every time."""

import csv
import io
import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.alphabet import ALPHABET, check_character
from ledger.batches import COLUMNS, PIECE_CODES, Batch, codes_of, exported
from ledger.code_secret import CodeDigests, Secret, SecretError
from ledger.code_shapes import CodeShape, CodeShapeError, check_count, shape_of
from pricing.codes import fits_pattern, normalise

SECRET = Secret(bytes(range(32)))
OTHER = Secret(bytes(range(1, 33)))
PATTERN = "WEL-####-####-####"


def _codes(batch: Batch, secret: Secret = SECRET) -> list[str]:
    return [code for _, code in codes_of(batch, secret)]


def test_codes_fit_their_pattern_and_have_their_check():
    shape = shape_of(PATTERN)
    codes = _codes(Batch("wel", "one", PATTERN, 20_000))
    assert len({normalise(code) for code in codes}) == 20_000
    for code in codes:
        assert fits_pattern(normalise(code), PATTERN)
        assert shape.problem(code) is None
        varying = code.removeprefix("WEL").replace("-", "")
        assert check_character(varying[:-1]) == varying[-1]
    # Every character comes at every drawn place about as often as any other: 625 times.
    for place in range(11):
        counts = [0] * 32
        for code in codes:
            counts[ALPHABET.index(code.removeprefix("WEL").replace("-", "")[place])] += 1
        assert max(counts) - min(counts) < 250


def test_a_batch_is_made_again_and_no_other_secret_name_or_coupon_makes_it():
    batch = Batch("wel", "one", PATTERN, 200)
    codes = _codes(batch)
    assert _codes(batch) == codes
    others = [
        _codes(batch, OTHER),
        _codes(Batch("wel", "two", PATTERN, 200)),
        _codes(Batch("autumn", "one", PATTERN, 200)),
        _codes(Batch("we", "lone", PATTERN, 200)),
    ]
    for one, another in itertools.combinations([codes, *others], 2):
        assert not set(one) & set(another)


def test_known_codes_stay_as_they_are():
    """Codes already printed must be made again by every later version."""
    assert _codes(Batch("wel", "one", PATTERN, 3)) == KNOWN


KNOWN = ["WEL-9V9T-MF4J-PVZV", "WEL-9DNP-RB87-P7NF", "WEL-YNJ6-9JTN-KMEM"]


def test_serials_too_alike_are_left_out():
    codes = list(codes_of(Batch("wel", "one", PATTERN, 50_000), SECRET))
    serials = [serial for serial, _ in codes]
    assert serials == sorted(set(serials))
    left_out = serials[-1] - len(serials)
    assert 0 < left_out < len(serials) // 50


@pytest.mark.parametrize("odd", [True, False])
def test_patterns_of_any_length_are_written(odd: bool):
    for places in range(8 + odd, 32, 2):
        pattern = "".join("#" if n % 3 else "#-" for n in range(places))
        shape = shape_of(pattern)
        write = shape.writer()
        for number in (0, 1, shape.space // 3, shape.space - 1):
            code = write(number)
            assert shape.problem(code) is None
            drawn = normalise(code)[:-1]
            assert sum(ALPHABET.index(s) << 5 * n for n, s in enumerate(reversed(drawn))) == number


@given(st.integers(0, 2**55 - 1), st.data())
def test_a_mistyped_code_is_told_from_an_unknown_one(number: int, data: st.DataObject):
    shape = shape_of(PATTERN)
    code = shape.writer()(number)
    assert shape.problem(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) is None
    place = data.draw(st.sampled_from([n for n, sign in enumerate(PATTERN) if sign == "#"]))
    sign = data.draw(st.sampled_from([one for one in ALPHABET if one != code[place]]))
    assert shape.problem(code[:place] + sign + code[place + 1 :]) == "check"
    assert shape.problem(code[:-1]) == "pattern"
    assert shape.problem("WEX" + code[3:]) == "pattern"


def test_an_export_is_csv_and_bit_for_bit_the_same():
    batch = Batch("wel", 'spring, "1"', PATTERN, 2 * PIECE_CODES + 5, date(2026, 12, 31))
    told: list[int] = []
    pieces = list(exported(batch, SECRET, told.append))
    assert told == [PIECE_CODES, 2 * PIECE_CODES, batch.count]
    assert len(pieces) == 3
    assert b"".join(pieces) == b"".join(exported(batch, SECRET))
    rows = list(csv.DictReader(io.StringIO(b"".join(pieces).decode())))
    assert tuple(rows[0]) == COLUMNS
    assert [row["code"] for row in rows] == _codes(batch)
    assert {(row["coupon"], row["batch"], row["expires"]) for row in rows} == {
        ("wel", batch.name, "2026-12-31")
    }


def test_a_pattern_with_a_comma_is_quoted():
    batch = Batch("wel", "one", 'A,"####-####-##', 10)
    (piece,) = exported(batch, SECRET)
    rows = list(csv.DictReader(io.StringIO(piece.decode())))
    assert [row["code"] for row in rows] == _codes(batch)


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        ("####", 0),
        ("#######", 1),
        ("####-####", 34),
        ("WEL-####-####", 34),
        ("###########", 1_125_899),
        (PATTERN, 10_000_000),
    ],
)
def test_a_batch_that_could_be_guessed_is_refused(pattern: str, most: int):
    shape = shape_of(pattern)
    assert shape.most == most
    assert most * 10**9 <= shape.space
    if most:
        check_count(shape, most)
    with pytest.raises(CodeShapeError) as refused:
        check_count(shape, most + 1)
    assert str(most) in refused.value.message
    if most < 10_000_000:
        assert "`#` hides as many" in refused.value.hint


def test_the_hint_names_the_shortest_pattern_that_will_do():
    with pytest.raises(CodeShapeError) as refused:
        list(codes_of(Batch("wel", "one", "####-####", 1_000_000), SECRET))
    assert refused.value.hint == "a pattern with 11 `#` hides as many"
    assert CodeShape("#" * 11, 11).most >= 1_000_000 > CodeShape("#" * 10, 10).most


@pytest.mark.parametrize("pattern", ["", "WELCOME", "#", "#" * 32])
def test_a_pattern_with_too_few_or_too_many_places_is_refused(pattern: str):
    with pytest.raises(CodeShapeError, match="it needs 2 to 31"):
        shape_of(pattern)


@pytest.mark.parametrize(("name", "count"), [("", 5), (" ", 5), ("one", 0), ("one", -3)])
def test_a_batch_without_a_name_or_codes_is_none(name: str, count: int):
    with pytest.raises(CodeShapeError):
        codes_of(Batch("wel", name, PATTERN, count), SECRET)


@pytest.mark.parametrize("material", [b"", b"short", bytes(32), b"x" * 4_097])
def test_a_weak_secret_is_refused_and_not_shown(material: bytes):
    with pytest.raises(SecretError) as refused:
        Secret(material)
    assert "openssl" in refused.value.hint
    assert not material or material.decode() not in str(refused.value)


def test_a_secret_shows_nothing():
    secret = Secret(b"never to be shown to anybody at all")
    assert "never" not in f"{secret!r} {secret} {vars(CodeDigests).keys()}"
    assert secret.derive("a", "bc") != secret.derive("ab", "c") != secret.derive("a", "b", "c")


def test_a_digest_is_keyed_and_reads_codes_as_people_type_them():
    digests = CodeDigests(SECRET)
    assert digests.of("WEL-X7K4") == digests.of("we1 x7k4") != digests.of("WEL-X7K5")
    assert digests.of("WEL-X7K4") != CodeDigests(OTHER).of("WEL-X7K4")
    assert len(digests.of("x")) == 32
