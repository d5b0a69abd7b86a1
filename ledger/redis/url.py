"""Where a ledger on Redis is, and what it is to promise: one URL."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from typing_extensions import override

_PORT: Final = 6379
_PREFIX: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")
_FORMS: Final = (
    "write `redis://host:6379/0`, `rediss://…` for TLS, `redis+cluster://host:6379,host:6379`, "
    "`rediss+cluster://…`, or `unix:///path/to/socket`"
)
# Names a ledger in the environment, where others do not see its password.
ADDRESS: Final = "GROSZ_LEDGER"
_SETTINGS: Final = {"prefix", "replicas", "wait_ms", "patience_ms", "db", "aof"}


class RedisUrlError(ValueError):
    """The URL is none of a ledger on Redis; the message says how it is written."""


class Address(msgspec.Struct, frozen=True):
    """One node: a host and a port, or the path of a socket."""

    host: str = ""
    port: int = _PORT
    path: str = ""

    @override
    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


class Settings(msgspec.Struct, frozen=True):
    """What a URL says.

    Attributes:
        addresses: The node, or some of the nodes of a cluster.
        is_cluster: Many nodes share the keys.
        is_encrypted: TLS.
        user: Empty is the server's default user.
        password: Empty does not sign in.
        database: Zero in a cluster.
        prefix: Comes before every key.
        replicas: How many must have a change on their disks before it is answered.
        wait_ms: How long to wait for disks; then the outcome is unknown.
        patience_ms: How long a verb may take, with all that goes wrong.
        needs_aof: The server must sync its append-only file; without it nothing is promised.
    """

    addresses: tuple[Address, ...]
    is_cluster: bool = False
    is_encrypted: bool = False
    user: str = ""
    password: str = ""
    database: int = 0
    prefix: str = "grosz"
    replicas: int = 0
    wait_ms: int = 1_000
    patience_ms: int = 5_000
    needs_aof: bool = True


def parse_url(url: str) -> Settings:
    """Read a URL.

    Raises:
        RedisUrlError: It is none, or a setting in it is unknown or out of bounds.
    """
    scheme, _, _ = url.partition("://")
    if scheme not in ("redis", "rediss", "redis+cluster", "rediss+cluster", "unix"):
        raise RedisUrlError(f"`{scheme}` is no kind of Redis: {_FORMS}")
    is_cluster = scheme.endswith("+cluster")
    # One host at a time is all that the standard library reads.
    found = urlsplit(url)
    more = _more(found.query)
    credentials, at, hosts = found.netloc.rpartition("@")
    user, _, password = credentials.partition(":") if at else ("", "", "")
    database = found.path.strip("/") if scheme != "unix" else more.get("db", "")
    return Settings(
        addresses=_addresses(hosts, found.path if scheme == "unix" else "", many=is_cluster),
        is_cluster=is_cluster,
        is_encrypted=scheme.startswith("rediss"),
        user=unquote(user),
        password=unquote(password),
        database=_number("the database", database or "0", 0, 0 if is_cluster else 9_999),
        prefix=_prefix(more.get("prefix", "grosz")),
        replicas=_number("`replicas`", more.get("replicas", "1" if is_cluster else "0"), 0, 9),
        wait_ms=_number("`wait_ms`", more.get("wait_ms", "1000"), 1, 60_000),
        patience_ms=_number("`patience_ms`", more.get("patience_ms", "5000"), 1, 60_000),
        needs_aof=_yes_or_no("`aof`", more.get("aof", "yes")),
    )


def _more(query: str) -> dict[str, str]:
    more = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(more.keys() - _SETTINGS)
    if unknown:
        known = ", ".join(f"`{name}`" for name in sorted(_SETTINGS))
        raise RedisUrlError(f"`{unknown[0]}` is no setting of the ledger; there are {known}")
    return more


def _addresses(hosts: str, path: str, *, many: bool) -> tuple[Address, ...]:
    if path:
        return (Address(path=path),)
    found = tuple(_address(one) for one in hosts.split(","))
    if len(found) > 1 and not many:
        raise RedisUrlError("several hosts are a cluster: write `redis+cluster://host,host`")
    return found


def _address(text: str) -> Address:
    # An IPv6 address stands in square brackets.
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/]+)(?::(\d{1,5}))?", text)
    if match is None:
        raise RedisUrlError(f"`{text}` is no host with a port: {_FORMS}")
    port = _number("the port", match[2] or str(_PORT), 1, 65_535)
    return Address(match[1].strip("[]"), port)


def _number(what: str, text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or not least <= int(text) <= most:
        raise RedisUrlError(f"{what} is a number from {least} to {most}, not `{text}`")
    return int(text)


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise RedisUrlError("`prefix` is 1 to 40 letters, digits, dots, hyphens and underscores")
    return text


def _yes_or_no(what: str, text: str) -> bool:
    if text not in ("yes", "no"):
        raise RedisUrlError(f"{what} is `yes` or `no`, not `{text}`")
    return text == "yes"
