"""How goods, stores and conditions nest; what a file says is compared with nodes made by hand."""

from decimal import Decimal

from grammar import clauses, syntax
from grammar import expressions as x
from grammar.building import expressions as building
from grammar.literals import Money, Name, Number, Text
from grammar.parser import parse
from grammar.source import NOWHERE, Source


def name(text: str) -> Name:
    return Name(text, span=NOWHERE)


def text(value: str) -> Text:
    return Text(value, span=NOWHERE)


def tag(value: str) -> x.HasAttribute:
    return x.HasAttribute(name("tag"), (text(value),), span=NOWHERE)


def set_of(written: str) -> x.SetExpression:
    result = parse(Source("test.promo", f"set goods = {written}\n"))
    assert result.diagnostics == ()
    (found,) = result.file.declarations
    assert isinstance(found, syntax.SetBlock)
    assert found.expression is not None
    return found.expression


def condition_of(written: str) -> x.Condition:
    whole = f'promotion p "P" {{\n  give 5% off basket\n  when {written}\n}}\n'
    result = parse(Source("test.promo", whole))
    assert result.diagnostics == ()
    (found,) = result.file.declarations
    assert isinstance(found, syntax.PromotionBlock)
    when = found.clauses[1]
    assert isinstance(when, clauses.WhenClause)
    return when.condition


def test_and_binds_stronger_than_or():
    assert set_of('tag "a" or tag "b" and tag "c"') == x.SetAny(
        (tag("a"), x.SetAll((tag("b"), tag("c")), span=NOWHERE)), span=NOWHERE
    )


def test_not_binds_strongest():
    assert set_of('not tag "a" and tag "b"') == x.SetAll(
        (x.SetNot(tag("a"), span=NOWHERE), tag("b")), span=NOWHERE
    )


def test_parentheses_group_and_leave_no_trace():
    assert set_of('(tag "a" or tag "b") and tag "c"') == x.SetAll(
        (x.SetAny((tag("a"), tag("b")), span=NOWHERE), tag("c")), span=NOWHERE
    )
    assert set_of('((tag "a"))') == tag("a")


def test_a_list_belongs_to_its_attribute():
    assert set_of('sku "1", "2" or coffee') == x.SetAny(
        (
            x.HasAttribute(name("sku"), (text("1"), text("2")), span=NOWHERE),
            x.SetName(name("coffee"), span=NOWHERE),
        ),
        span=NOWHERE,
    )


def test_totals_say_which():
    money = Money(Decimal(150), "PLN", span=NOWHERE)
    coffee = x.Target(x.SetName(name("coffee"), span=NOWHERE), span=NOWHERE)
    assert condition_of("basket list total >= 150 PLN") == x.Compare(
        x.BasketTotal(at_list_price=True, span=NOWHERE), ">=", money, span=NOWHERE
    )
    assert condition_of("total of coffee < 150 PLN") == x.Compare(
        x.TotalOf(coffee, span=NOWHERE), "<", money, span=NOWHERE
    )


def test_a_target_may_be_qualified():
    found = condition_of("quantity of regular-priced identical coffee >= 3")
    assert found == x.Compare(
        x.QuantityOf(
            x.Target(
                x.SetName(name("coffee"), span=NOWHERE),
                regular_priced=True,
                identical=True,
                span=NOWHERE,
            ),
            span=NOWHERE,
        ),
        ">=",
        Number(Decimal(3), span=NOWHERE),
        span=NOWHERE,
    )


def test_makers_are_named_after_alternatives():
    assert building.set_any.__name__ == "set_any"
