"""Meaning of everything but promotions: the shop, coupons, experiments and tests."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from grammar import clauses, expressions, literals, rewards, scenario, syntax
from grammar.diagnostics import Message
from grammar.suggest import nearest
from pricing.codes import normalise
from pricing.legal import COUNTRIES
from pricing.money import EXPONENTS
from rules.meaning_counting import check_limit
from rules.meaning_points import check_points
from rules.meaning_policies import check_policies
from rules.meaning_series import Series, check_series, same_series
from rules.messages import coupons
from rules.messages import declarations as messages
from rules.messages import names as name_messages
from rules.messages.bundle import BadPriceList, BadProductList
from rules.names import Names
from rules.product_lists import read_price_list, read_product_list
from rules.walk import nodes_of

if TYPE_CHECKING:
    from grammar.source import Span

WHOLE: Final = 100


def check_declarations(names: Names, part: Names) -> Iterator[Message]:
    """Find shops, coupons, experiments and tests of a part of the rules that cannot work."""
    if part.shop is not None:
        for clause in part.shop.clauses:
            yield from _check_policy(clause)
        yield from check_policies(part.shop)
    for coupon in part.coupons.values():
        yield from _check_coupon(coupon)
    if names.lists:
        yield from _bad_lists(part, names.lists)
    for experiment in part.experiments.values():
        yield from _check_shares(experiment)
    for test in part.tests:
        yield from _check_test(test)


# A code without what customers add to it, the coupon it belongs to, and the code as written.
Code = tuple[str, str, literals.Text]


def codes_of(part: Names) -> Iterator[Code]:
    """Yield the codes that coupons of a part of the rules declare."""
    for block in part.coupons.values():
        for clause in block.clauses:
            match clause:
                case clauses.CodeClause(code=text) | clauses.CodesClause(pattern=text):
                    yield normalise(text.value), block.name.text, text
                case _:
                    pass


def check_together(
    names: Names, codes: Iterable[Code], series: Iterable[Series]
) -> Iterator[Message]:
    """Find declarations that are each right and cannot stand beside each other."""
    yield from _same_codes(codes)
    yield from same_series(names, series)
    yield from check_points(names)


def _check_policy(clause: clauses.ShopClause) -> Iterator[Message]:
    match clause:
        case clauses.TimezoneClause(zone=zone) if not _zone_exists(zone.text):
            near = nearest(zone.text, available_timezones())
            yield messages.UnknownTimezone(zone.span, name=zone.text, nearest=near)
        case clauses.CountryClause(code=code) if code.text not in COUNTRIES:
            known = tuple(sorted(COUNTRIES))
            yield messages.UnknownCountry(
                code.span, name=code.text, nearest=_nearest_code(code.text, known), known=known
            )
        case clauses.CurrencyClause(code=code) if code.text not in EXPONENTS:
            yield messages.UnknownCurrency(
                code.span, name=code.text, nearest=_nearest_code(code.text, tuple(EXPONENTS))
            )
        case _:
            pass


def _nearest_code(code: str, known: tuple[str, ...]) -> str | None:
    """Find the code that was meant: three letters of a country often begin with its two."""
    return nearest(code, known) or next((one for one in known if code.startswith(one)), None)


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_coupon(block: syntax.CouponBlock) -> Iterator[Message]:
    codes: list[clauses.CodeClause | clauses.CodesClause] = []
    for clause in block.clauses:
        match clause:
            case clauses.CodeClause(code=code):
                codes.append(clause)
                read = normalise(code.value)
                if not read or not read.isalnum():
                    yield coupons.EmptyCode(code.span, text=code.value)
            case clauses.LimitClause():
                yield from _check_limit(clause)
            case clauses.SeriesClause():
                yield from check_series(clause)
            case clauses.CodesClause(pattern=pattern):
                codes.append(clause)
                if "#" not in pattern.value:
                    yield coupons.PatternWithoutPlaces(pattern.span, pattern=pattern.value)
            case _:
                pass
    if not codes and not {"code", "codes"}.intersection(block.broken):
        yield coupons.CouponWithoutCode(block.name.span, name=block.name.text)
    for second in codes[1:]:
        yield coupons.TwoCodes(second.span, name=block.name.text, first=codes[0].span)


def _check_limit(clause: clauses.LimitClause) -> Iterator[Message]:
    """Find limits of nothing, and those that count something else than orders."""
    wrong = list(check_limit(clause, owner="coupon"))
    yield from wrong
    counts_orders = clause.counts == "baskets" and clause.per in ("customer", "total")
    if not wrong and not counts_orders:
        yield coupons.CouponLimit(clause.span)


def _same_codes(codes: Iterable[Code]) -> Iterator[Message]:
    """Find codes of two coupons that a customer could not tell apart."""
    first: dict[str, tuple[str, Span]] = {}
    for read, coupon, code in codes:
        known = first.setdefault(read, (coupon, code.span))
        if known[0] != coupon:
            yield name_messages.SameCode(
                code.span, code_text=code.value, other=known[0], first=known[1]
            )


def _bad_lists(names: Names, lists: Mapping[str, str]) -> Iterator[Message]:
    """Find lists of products that cannot be read, where a set names them."""
    for block in names.sets.values():
        for listed in nodes_of(block, expressions.ProductsIn):
            text = lists.get(listed.file.value)
            if text is None:
                continue  # told with the names
            read = read_product_list(text)
            if read.problem is not None:
                yield BadProductList(
                    listed.file.span, file=listed.file.value, row=read.row, problem=read.problem
                )
    for promotion in names.promotions.values():
        for leaflet in nodes_of(promotion, rewards.PricesIn):
            text = lists.get(leaflet.file.value)
            if text is None:
                continue
            prices = read_price_list(text)
            if prices.problem is not None:
                yield BadPriceList(
                    leaflet.file.span,
                    file=leaflet.file.value,
                    row=prices.row,
                    problem=prices.problem,
                )


def _check_shares(block: syntax.ExperimentBlock) -> Iterator[Message]:
    total = sum((variant.share.value for variant in block.variants), Decimal(0))
    if total != WHOLE and not block.broken:
        yield messages.SharesNotWhole(block.name.span, total=f"{total}%")


def _check_test(block: syntax.TestBlock) -> Iterator[Message]:
    has = {type(clause) for clause in block.clauses}
    expects = {scenario.ExpectTotal, scenario.ExpectSaves, scenario.ExpectRefused}
    needed = {
        "at": scenario.AtClause in has,
        "cart": scenario.CartClause in has,
        "expect": bool(expects & has),
    }
    for word, is_there in needed.items():
        if not is_there and word not in block.broken:
            yield messages.IncompleteTest(block.title.span, title=block.title.value, missing=word)
            return
