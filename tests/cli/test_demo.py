"""The demo: side by side, honest about differences, and never a server left behind."""

import json

import msgspec
import pytest

from cli import demo
from cli.channels import Difference
from cli.demo import Round, beside, choose, example_shop, price_everywhere
from cli.guard import StopError
from pricing.quote import Applied
from pricing.wire import encode_quote, sealed


class FakeServer:
    """Answers every cart with one quote, changed for a channel where the test says so."""

    address = "http://127.0.0.1:1"

    def __init__(self, quote, per_channel=None, status=200):
        self.quote = quote
        self.per_channel = per_channel or {}
        self.status = status
        self.asked = []

    def ask(self, method, path, body=None):
        cart = json.loads(body)
        self.asked.append((method, path, cart["channel"]))
        quote = self.per_channel.get(cart["channel"], self.quote)
        unsealed = msgspec.structs.replace(quote.evidence, quote="")
        quote = msgspec.structs.replace(quote, channel=cart["channel"], evidence=unsealed)
        return self.status, encode_quote(sealed(quote))


@pytest.fixture
def cart(tmp_path):
    path = tmp_path / "cart.json"
    path.write_text('{"channel": "pos"}', encoding="utf-8")
    return path


def test_columns_stand_side_by_side():
    assert list(beside([["a", "bb"], ["c"]], 3)) == ["a     c", "bb"]


def test_the_example_shop_of_a_checkout_is_found():
    shop = example_shop()
    assert (shop / "rules").is_dir()
    assert (shop / "catalogue").is_dir()


def test_a_missing_shop_is_said_to_be_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "cli" / "demo.py"))
    with pytest.raises(StopError) as stopped:
        example_shop()
    assert stopped.value.code == 3


def test_the_same_cart_goes_to_every_channel(cart, coffee_quote, capsys):
    server = FakeServer(coffee_quote)
    one = price_everywhere(server, cart)
    assert (one.found, one.surprises) == ((), ())
    assert [channel for _, _, channel in server.asked] == ["pos", "web", "app"]
    demo._show(one, in_full=True)
    shown = capsys.readouterr().out
    assert shown.count("same to the last grosz") == 1
    for quote in one.quotes.values():
        assert quote.evidence.quote[:23] in shown


def test_a_declared_difference_names_its_because(cart, coffee_quote, capsys):
    app_5 = Applied("app-5", "5% w aplikacji", "basket", 1, "2.00", "", "Zniżka dla aplikacji")
    applied = (*coffee_quote.applied, app_5)
    cheaper = msgspec.structs.replace(coffee_quote, applied=applied)
    one = price_everywhere(FakeServer(coffee_quote, {"app": cheaper}), cart)
    assert one.found
    assert not one.surprises
    demo._show(one, in_full=False)
    assert capsys.readouterr().out.splitlines() == [
        "Cart cart.json: pos 1283.23, web 1283.23, app 1283.23",
        "  app differs as declared: `app-5` takes off 2.00 in app only,"
        " because: Zniżka dla aplikacji",
    ]


def test_an_undeclared_difference_is_a_surprise(cart, coffee_quote, capsys):
    totals = msgspec.structs.replace(coffee_quote.totals, due="1.00")
    wrong = msgspec.structs.replace(coffee_quote, totals=totals)
    one = price_everywhere(FakeServer(coffee_quote, {"web": wrong}), cart)
    assert one.surprises == one.found
    demo._show(one, in_full=True)
    assert "web differs: pos pays 1283.23 and web 1.00" in capsys.readouterr().out


def test_a_quote_that_is_not_what_its_digest_says_is_a_bug(cart, coffee_quote, monkeypatch):
    server = FakeServer(coffee_quote)
    monkeypatch.setattr(server, "ask", lambda *_: (200, encode_quote(coffee_quote)))
    with pytest.raises(StopError, match="the digest is wrong"):
        price_everywhere(server, cart)


def test_an_answer_that_is_no_quote_is_a_bug(cart, coffee_quote):
    with pytest.raises(StopError, match="answered 500") as stopped:
        price_everywhere(FakeServer(coffee_quote, status=500), cart)
    assert stopped.value.code == 70


def test_a_few_rounds_are_shown_in_full_and_every_surprise():
    alike = [Round(f"alike-{n}", {}, ()) for n in range(4)]
    declared = [Round(f"d-{n}", {}, (Difference("app", "x", "x", "y"),)) for n in range(2)]
    surprises = [Round(f"s-{n}", {}, (Difference("app", "x", "x"),)) for n in range(2)]
    chosen = choose([*declared, *alike, *surprises])
    assert [one.name for one in chosen] == ["alike-0", "alike-1", "d-0", "s-0", "s-1"]


def test_explanation_prefers_what_was_beaten(full_quote, capsys):
    demo._show_explanation([Round("cart.json", {"pos": full_quote}, ())])
    shown = capsys.readouterr().out
    assert shown.startswith("\nWhy not coffee-10? (cart WAW-01/7/000123, web)\n")
    assert "beaten by coffee-3-for-2" in shown


def test_near_miss_is_priced(full_quote, capsys):
    demo._show_near_miss([Round("cart.json", {"pos": full_quote}, ())])
    assert "save 20.00 PLN more" in capsys.readouterr().out


def test_nothing_to_explain_says_nothing(coffee_quote, capsys):
    rounds = [Round("cart.json", {"pos": coffee_quote}, ())]
    demo._show_explanation(rounds)
    demo._show_near_miss(rounds)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("columns", "side_by_side"), [(200, True), (80, False)])
def test_a_narrow_terminal_gets_one_receipt_under_the_other(
    coffee_quote, capsys, monkeypatch, columns, side_by_side
):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(demo.sys.stdout, "isatty", lambda: True)
    demo._show_receipts({"pos": coffee_quote, "web": coffee_quote})
    first = capsys.readouterr().out.splitlines()[0]
    assert (len(first) > 40) is side_by_side
