"""What a server is started with: command line first, then ``GROSZ_*`` in the environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path
from typing import Any, Final, TypeVar

from api.limits import DRAIN_SECONDS_MAX, WORKERS_MAX
from ledger.limits import NAME_CHARS_MAX
from ledger.redis.url import RedisUrlError, parse_url
from ledger.refunds import CodeReturn
from ledger.requests import OnShort
from ledger.tenders import TenderOrder
from ledger.tiers import TierWindow

_E = TypeVar("_E", bound=Enum)

PORT_DEFAULT: Final = 8080
_PORT_MAX: Final = 65_535
# Ten years: longer than any tier is held, or any points are given back.
_DAYS_MAX: Final = 3_660
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


class SettingsError(ValueError):
    """A setting has a value it cannot have; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a server must be told.

    Attributes:
        rules: Folder of ``.promo`` files, or one such file; ``None`` starts without a ruleset.
        catalogue: Folder of the product and price files; ``None`` where carts state their prices.
        host: Address to listen on.
        port: TCP port; 0 takes a free one, which the line printed at the start then names.
        workers: Processes that answer requests.
        watch: Load the rules and the catalogue again when their files change.
        stated_prices: Whether a caller may state prices, product facts and customer facts.
        cors_origins: Origins whose pages may call from a browser; ``*`` for all.
        drain_seconds: How long ``/readyz`` says no before a stopping server closes its door.
        ledger: Folder of the ledger, or the address of a Redis; ``None`` keeps no orders.
        client: Whose the orders are that come without an API key.
        codes_secret: What unique codes are made of and looked up by; ``None`` knows none.
        codes_secret_file: Holds it; wins where both are there.
        forced_confirms: Whether a caller may confirm what is over a limit, because it is sold.
        returns_payments: Which payments are paid back first.
        returns_codes: What becomes of single-use codes once everything came back.
        returns_points: What becomes of points to take back that were spent already.
        returns_delivery: Whether a goodwill return of everything gives the delivery back too.
        returns_points_days: Points given back to a lot that has expired count for so many days;
            ``None`` leaves them their date.
        tiers_window: Which spending counts towards a tier.
        tiers_grace_days: For how long a tier is held after its window.
    """

    rules: Path | None = None
    catalogue: Path | None = None
    host: str = "127.0.0.1"
    port: int = PORT_DEFAULT
    workers: int = 1
    watch: bool = False
    stated_prices: bool = True
    cors_origins: tuple[str, ...] = ()
    drain_seconds: int = 0
    ledger: str | None = None
    client: str = "default"
    codes_secret: str | None = field(default=None, repr=False)
    codes_secret_file: Path | None = None
    forced_confirms: bool = True
    returns_payments: TenderOrder = TenderOrder.GIFT_CARD_LAST
    returns_codes: CodeReturn = CodeReturn.RESTORE
    returns_points: OnShort = OnShort.DEBT
    returns_delivery: bool = False
    returns_points_days: int | None = None
    tiers_window: TierWindow = TierWindow.ROLLING
    tiers_grace_days: int = 0

    def __post_init__(self) -> None:
        """Refuse what no server can be started with.

        Raises:
            SettingsError: A number is out of its range.
        """
        _in_range("port", self.port, 0, _PORT_MAX)
        _in_range("workers", self.workers, 1, WORKERS_MAX)
        _in_range("drain seconds", self.drain_seconds, 0, DRAIN_SECONDS_MAX)
        if not (1 <= len(self.client) <= NAME_CHARS_MAX and self.client.isprintable()):
            raise SettingsError(f"the client has 1 to {NAME_CHARS_MAX} printable characters")
        _in_range("days for points given back", self.returns_points_days or 0, 0, _DAYS_MAX)
        _in_range("days of grace", self.tiers_grace_days, 0, _DAYS_MAX)
        if self.ledger is not None and "://" in self.ledger:
            _check_address(self.ledger)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: object) -> "Settings":
        """Build settings from ``GROSZ_*`` variables; what is *given* and not ``None`` wins.

        Raises:
            SettingsError: A variable cannot be read as what it should be.
        """
        values: dict[str, Any] = {}
        for name in (one.name for one in fields(cls)):
            variable = f"GROSZ_{name.upper()}"
            if (chosen := given.get(name)) is not None:
                values[name] = chosen
            elif text := environment.get(variable, ""):
                values[name] = _read(variable, name, text)
        return cls(**values)


def _read(variable: str, name: str, text: str) -> object:
    return _READERS[name](variable, text)


def _path(_variable: str, text: str) -> Path:
    return Path(text)


def _text(_variable: str, text: str) -> str:
    return text


def _choice(kind: type[_E]) -> Callable[[str, str], _E]:
    """Return what reads one of an enumeration's values, with dashes in place of spaces."""

    def read(variable: str, text: str) -> _E:
        for one in kind:
            if str(one.value).replace(" ", "-") == text:
                return one
        known = " or ".join(f"`{str(one.value).replace(' ', '-')}`" for one in kind)
        raise SettingsError(f"{variable} is `{text}`; write {known}")

    return read


def _number(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise SettingsError(f"{variable} is `{text}`, which is not a whole number")
    return int(text)


def _flag(variable: str, text: str) -> bool:
    word = text.strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise SettingsError(f"{variable} is `{text}`; write `true` or `false`")


def _words(_variable: str, text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


_READERS: Final[dict[str, Callable[[str, str], object]]] = {
    "rules": _path,
    "catalogue": _path,
    "host": _text,
    "port": _number,
    "workers": _number,
    "watch": _flag,
    "stated_prices": _flag,
    "cors_origins": _words,
    "drain_seconds": _number,
    "ledger": _text,
    "client": _text,
    "codes_secret": _text,
    "codes_secret_file": _path,
    "forced_confirms": _flag,
    "returns_payments": _choice(TenderOrder),
    "returns_codes": _choice(CodeReturn),
    "returns_points": _choice(OnShort),
    "returns_delivery": _flag,
    "returns_points_days": _number,
    "tiers_window": _choice(TierWindow),
    "tiers_grace_days": _number,
}


def _check_address(url: str) -> None:
    try:
        parse_url(url)
    except RedisUrlError as error:
        raise SettingsError(f"the ledger's address is wrong: {error}") from None


def _in_range(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SettingsError(f"{name} is {value}; it must be from {least} to {most}")
