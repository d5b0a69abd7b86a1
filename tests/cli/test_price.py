"""Pricing a cart from files: the receipt, the bytes of the API, and every kind of wrong input."""

import asyncio
import json

import httpx
import msgspec
import pytest

from api.app import create_app
from api.settings import Settings
from pricing.quote import Quote


@pytest.fixture
def priced(grosz, shop_folder):
    """Price the coffee cart of the fixture shop with more options."""

    def run(*more, cart=None, **settings):
        return grosz(
            "price",
            shop_folder / "rules",
            cart or shop_folder / "carts" / "coffee.json",
            "--catalogue",
            shop_folder / "catalogue",
            *more,
            **settings,
        )

    return run


def test_golden_receipt(golden, priced):
    told = priced()
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines(keepends=True)
    # The digests change with the engine's version; what they are is tested elsewhere.
    shown = [line for line in lines if "sha256:" not in line]
    assert len(lines) - len(shown) == 3
    golden("cli/receipts/shop.txt", "".join(shown))


def test_json_is_exactly_what_the_api_answers(priced, shop_folder):
    body = (shop_folder / "carts" / "coffee.json").read_bytes()
    application = create_app(Settings(shop_folder / "rules", shop_folder / "catalogue"))

    async def ask():
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            headers = {"content-type": "application/json"}
            return await client.post("/v1/quotes", content=body, headers=headers)

    answer = asyncio.run(ask())
    assert answer.status_code == 200
    assert priced("--json").stdout_bytes == answer.content


def test_standard_input_prices_alike(priced, shop_folder):
    body = (shop_folder / "carts" / "coffee.json").read_bytes()
    assert priced("--json", cart="-", input=body).stdout == priced("--json").stdout


def test_another_channel(priced):
    quote = msgspec.json.decode(priced("--json", "--channel", "app").stdout, type=Quote)
    assert quote.channel == "app"
    assert "app-5" in [done.promotion for done in quote.applied]


def test_another_moment(priced):
    told = priced("--json", "--at", "2026-12-01T00:00:00+01:00")
    quote = msgspec.json.decode(told.stdout, type=Quote)
    assert quote.at == "2026-12-01T00:00:00+01:00"
    assert quote.applied == ()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--channel", "fax", "one of pos, web, app"),
        ("--at", "2026-12-01", "with the offset from UTC"),
        ("--at", "tomorrow", "with the offset from UTC"),
        ("--width", "20", "--width"),
    ],
)
def test_wrong_options_are_wrong_use(priced, option, value, said):
    told = priced(option, value)
    assert told.exit_code == 2
    assert said in told.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines": [{"id": "1", "sku": "COFFE", "quantity": 1}]}, "/lines/0/sku: "),
        ({"channel": "fax"}, "/channel: "),
        ({"currency": "EUR"}, "/currency: "),
        ({"at": "yesterday"}, "/at: "),
        ({"lines": [{"id": "1", "sku": "TEA", "quantity": 10**9}]}, "/lines/0/quantity: "),
        ({"lines": [{"id": "1", "sku": "TEA", "quantity": 1, "price": 1.5}]}, "/lines/0/price: "),
        ({"linse": []}, "/linse: "),
    ],
)
def test_mistakes_in_the_cart_are_located(priced, shop_folder, tmp_path, change, said):
    cart = json.loads((shop_folder / "carts" / "coffee.json").read_bytes()) | change
    path = tmp_path / "cart.json"
    path.write_text(json.dumps(cart), encoding="utf-8")
    told = priced(cart=path)
    assert told.exit_code == 1
    assert told.stdout == ""
    assert f"error: {path}: {said}" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null", b"[" * 100_000])
def test_what_is_no_cart_is_told(priced, body):
    told = priced(cart="-", input=body)
    assert told.exit_code == 1
    assert told.stderr.startswith("error: standard input: ")


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"at": "a", "at": "b"}'])
def test_what_is_no_cart_is_told_with_wishes_too(priced, body):
    told = priced("--channel", "web", cart="-", input=body)
    assert told.exit_code == 1
    assert told.stderr.startswith("error: standard input: ")


def test_a_cart_of_fifty_megabytes_is_refused_unread(priced):
    told = priced(cart="-", input=b" " * 50_000_000)
    assert told.exit_code == 1
    assert "larger than" in told.stderr


def test_rules_that_do_not_compile_show_their_diagnostics(grosz, shop_folder):
    told = grosz("price", shop_folder / "wrong", shop_folder / "carts" / "coffee.json")
    assert told.exit_code == 1
    assert told.stdout == ""
    assert "coffee.promo:4:" in told.stderr
    assert "error: the rules do not compile: 1 error" in told.stderr


def test_a_catalogue_with_mistakes_names_file_and_row(grosz, shop_folder, tmp_path):
    for name in ("products.csv", "prices.csv"):
        text = (shop_folder / "catalogue" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / "products.csv").open("a", encoding="utf-8") as file:
        file.write("TEA,Herbata,A,Napoje,szt,no,\n")
    cart = shop_folder / "carts" / "coffee.json"
    told = grosz("price", shop_folder / "rules", cart, "--catalogue", tmp_path)
    assert told.exit_code == 1
    assert "error: products.csv:7: " in told.stderr


def test_missing_files_are_wrong_use(grosz, shop_folder, tmp_path):
    rules, cart = shop_folder / "rules", shop_folder / "carts" / "coffee.json"
    nowhere = tmp_path / "nowhere"
    for arguments in (
        ("price", nowhere, cart),
        ("price", rules, nowhere),
        ("price", rules, tmp_path),
        ("price", rules, cart, "--catalogue", nowhere),
    ):
        told = grosz(*arguments)
        assert told.exit_code == 2, arguments
        assert "nowhere" in told.stderr or str(tmp_path) in told.stderr


def test_without_a_catalogue_the_cart_states_its_prices(grosz, shop_folder, tmp_path):
    path = tmp_path / "cart.json"
    line = {"id": "1", "sku": "X", "quantity": 2, "price": "10.00", "vat": "A"}
    cart = {"channel": "app", "at": "2026-11-05T08:30:00+01:00", "currency": "PLN", "lines": [line]}
    path.write_text(json.dumps(cart), encoding="utf-8")
    told = grosz("price", shop_folder / "rules", path)
    assert told.exit_code == 0, told.output
    assert "RABAT W APLIKACJI" in told.stdout
    assert "19,00" in told.stdout
