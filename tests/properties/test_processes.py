"""P10: the same cart gives the same bytes in another process, whatever its hash seed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRICE_THE_EXAMPLES = """
import sys
from pathlib import Path
from catalogue.facts import facts_for
from catalogue.load import load_catalogue
from pricing.engine import price
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.bundle import compile_folder

shop = Path("examples/sklep")
program = compile_folder(shop / "rules").program
catalogue = load_catalogue(shop / "catalogue")
for path in sorted((shop / "carts").glob("*.json")):
    cart = decode_cart(path.read_bytes())
    at = parse_instant(cart.at)
    facts = facts_for(cart, catalogue, at, program.shop.timezone)
    quote = price(cart, program, facts, at, explain=True)
    sys.stdout.buffer.write(encode_quote(quote) + b"\\n")
"""


def _quotes(hash_seed: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", PRICE_THE_EXAMPLES],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_every_example_cart_gives_the_same_bytes_in_three_processes():
    first = _quotes("0")
    assert len(first.splitlines()) == len(list((ROOT / "examples/sklep/carts").glob("*.json"))) > 0
    assert _quotes("1") == first
    assert _quotes("4242") == first
