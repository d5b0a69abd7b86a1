"""Rule files of any size in which the same eight promotions match the benchmark's cart.

The others are kept away in eight different ways, each as often as the next: by category, SKU,
brand, hour, channel, coupon, store, and by a condition on goods that are not there.
"""

from collections.abc import Iterator
from typing import Final

from grammar.source import Source

PROMOTIONS_PER_FILE: Final = 100

SHOP: Final = """\
shop "Sklep Pomiarowy" {
  currency    PLN
  timezone    Europe/Warsaw
  country     PL
  channels    pos, web, app
  stages      price, line, multibuy, gift, basket, coupon, points, tender, delivery
  rounding    half up, per line
  allocation  largest remainder
  floor       0.01 PLN per unit
}

set kawa    = category "Kawa"
set herbata = category "Herbata"
set sery    = category "Sery"
set soki    = category "Soki"
set mydla   = category "Mydła"
set chleb   = category "Pieczywo"
"""

MATCHING: Final = (
    "  give 20% off kawa",
    "  give 1.50 PLN off each herbata\n  when basket total >= 50.00 PLN",
    "  give 3 for 2 on sery",
    "  give 3 of soki for 10.00 PLN",
    "  give every 2nd mydla 50% off",
    "  give chleb for 3.99 PLN each",
    "  give off basket: 5% from 100.00 PLN, 10% from 200.00 PLN",
    "  give free delivery\n  when basket total >= 99.00 PLN",
)


def ruleset(promotions: int) -> tuple[Source, ...]:
    """Return the sources of a ruleset with so many promotions, of which eight match.

    Args:
        promotions: At least eight.
    """
    assert promotions >= len(MATCHING), promotions
    others = list(_others(promotions - len(MATCHING)))
    texts = [SHOP + "".join(_matching())]
    texts += [
        "".join(others[start : start + PROMOTIONS_PER_FILE])
        for start in range(0, len(others), PROMOTIONS_PER_FILE)
    ]
    return tuple(Source(f"bench-{number:03}.promo", text) for number, text in enumerate(texts))


def _matching() -> Iterator[str]:
    for number, body in enumerate(MATCHING, 1):
        yield _promotion(f"match-{number}", body)


def _others(count: int) -> Iterator[str]:
    for number in range(count):
        yield _OTHERS[number % len(_OTHERS)](number)


def _promotion(name: str, body: str) -> str:
    head = f'\npromotion {name} "Promocja {name}" {{\n'
    return f"{head}  from 2025-01-01 until 2027-12-31\n{body}\n}}\n"


def _rate(number: int) -> int:
    return 5 + number % 40


def _by_category(number: int) -> str:
    name = f"inne-{number}"
    return f'\nset {name} = category "Inna kategoria {number}"\n' + _promotion(
        f"{name}-promo", f"  give {_rate(number)}% off {name}"
    )


def _by_sku(number: int) -> str:
    name = f"towar-{number}"
    return f'\nset {name} = sku "X-{number}", "Y-{number}"\n' + _promotion(
        f"{name}-promo", f"  give 3 for 2 on {name}"
    )


def _by_brand(number: int) -> str:
    name = f"marka-{number}"
    return f'\nset {name} = brand "Marka {number}"\n' + _promotion(
        f"{name}-promo", f"  give every 2nd {name} 50% off"
    )


def _by_hour(number: int) -> str:
    body = f"  on 18:00-20:00\n  give {_rate(number)}% off kawa"
    return _promotion(f"wieczor-{number}", body)


def _by_channel(number: int) -> str:
    body = f'  in app because "Tylko w aplikacji"\n  give {_rate(number)}% off kawa'
    return _promotion(f"kanal-{number}", body)


def _by_coupon(number: int) -> str:
    name = f"kupon-{number}"
    return f'\ncoupon {name} "Kupon {number}" {{\n  code "KUPON{number}"\n}}\n' + _promotion(
        f"{name}-promo", f"  needs coupon {name}\n  give {_rate(number)}% off basket"
    )


def _by_store(number: int) -> str:
    body = f'  stores "KRK-{number:04}"\n  give 1.00 PLN off each sery'
    return _promotion(f"sklep-{number}", body)


def _by_absent_goods(number: int) -> str:
    name = f"nieobecne-{number}"
    return f'\nset {name} = category "Nieobecna {number}"\n' + _promotion(
        f"{name}-promo", f"  give 5.00 PLN off basket\n  when quantity of {name} >= 3"
    )


_OTHERS: Final = (
    _by_category,
    _by_sku,
    _by_brand,
    _by_hour,
    _by_channel,
    _by_coupon,
    _by_store,
    _by_absent_goods,
)
