"""What pricing is told of a cart's goods."""

from datetime import UTC, date, datetime

from catalogue import MemoryCatalogue, PriceRecord, Store, facts_for, finder_for
from pricing.cart import Cart, CartLine
from pricing.goods import NO_PRICES, ListPrice, Product

AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
CATALOGUE = MemoryCatalogue(
    [
        Product("WODA", gtin="05901234123457", deposit="KAUCJA"),
        Product("KAUCJA"),
        Product("BEZ-CENY"),
    ],
    [
        PriceRecord("WODA", ListPrice(19_900)),
        PriceRecord("WODA", ListPrice(18_900), zone="centrum"),
        PriceRecord("WODA", ListPrice(17_900), channel="web"),
        PriceRecord("KAUCJA", ListPrice(5_000)),
    ],
    [Store("WAW-01", zone="centrum", regions=frozenset({"north"}))],
)


def cart(*skus: str, channel: str = "pos", store: str | None = None) -> Cart:
    lines = tuple(CartLine(str(n), sku, quantity=1) for n, sku in enumerate(skus))
    return Cart(channel, "2026-11-05T12:00:00Z", "PLN", lines, store=store)


def test_keys_are_those_the_cart_wrote() -> None:
    facts = facts_for(cart("WODA", "5901234123457"), CATALOGUE, AT, "Europe/Warsaw")
    assert facts.products["WODA"] is facts.products["5901234123457"]
    assert facts.prices["5901234123457"] == ListPrice(19_900)
    assert facts.has_catalogue
    assert facts.prices_digest == CATALOGUE.digest


def test_deposit_articles_come_along() -> None:
    facts = facts_for(cart("WODA"), CATALOGUE, AT, "Europe/Warsaw")
    assert set(facts.products) == {"WODA", "KAUCJA"}
    assert facts.prices["KAUCJA"] == ListPrice(5_000)


def test_unknown_goods_and_goods_without_a_price_are_left_out() -> None:
    facts = facts_for(cart("NIC", "BEZ-CENY"), CATALOGUE, AT, "Europe/Warsaw")
    assert set(facts.products) == {"BEZ-CENY"}
    assert dict(facts.prices) == {}


def test_channel_and_store_choose_the_price_and_the_regions() -> None:
    here = facts_for(cart("WODA", store="WAW-01"), CATALOGUE, AT, "Europe/Warsaw")
    assert (here.prices["WODA"].price_e4, here.regions) == (18_900, {"north"})
    web = facts_for(cart("WODA", channel="web"), CATALOGUE, AT, "Europe/Warsaw")
    assert (web.prices["WODA"].price_e4, web.regions) == (17_900, frozenset())
    strange = facts_for(cart("WODA", store="GDA-99"), CATALOGUE, AT, "Europe/Warsaw")
    assert (strange.prices["WODA"].price_e4, strange.regions) == (19_900, frozenset())
    assert (here.unknown_stores, web.unknown_stores) == ((), ())
    assert strange.unknown_stores == ("/store",)


def test_articles_beside_the_cart_are_found_at_its_own_prices() -> None:
    find = finder_for(cart("A", store="WAW-01"), CATALOGUE, AT, "Europe/Warsaw")
    assert find is not None
    found = find("WODA")
    assert found is not None
    assert (found[0].sku, found[1].price_e4) == ("WODA", 18_900)
    assert find("NIC") is None
    assert find("BEZ-CENY") is None
    assert finder_for(cart("A"), None, AT, "Europe/Warsaw") is None


def test_days_are_those_of_the_shop() -> None:
    catalogue = MemoryCatalogue(
        [Product("A")], [PriceRecord("A", ListPrice(1), valid_from=date(2026, 11, 6))]
    )
    late = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)  # half past midnight in Warsaw
    assert facts_for(cart("A"), catalogue, late, "Europe/Warsaw").prices == {"A": ListPrice(1)}
    assert facts_for(cart("A"), catalogue, late, "Europe/London").prices == {}


def test_without_a_catalogue_only_uses_are_known() -> None:
    facts = facts_for(cart("A"), None, AT, "Europe/Warsaw", used={"oil": 3})
    assert (facts.has_catalogue, facts.prices_digest) == (False, NO_PRICES)
    assert (dict(facts.products), dict(facts.used)) == ({}, {"oil": 3})
