"""A URL says where a ledger is and what it promises; one that says nothing clear is refused."""

import pytest

from ledger.redis.url import Address, RedisUrlError, Settings, parse_url


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("redis://shop", Settings((Address("shop", 6379),))),
        ("redis://shop:7000/3", Settings((Address("shop", 7000),), database=3)),
        ("rediss://[::1]:7000", Settings((Address("::1", 7000),), is_encrypted=True)),
        (
            "redis://till:p%40ss@shop/0?prefix=test&replicas=2&wait_ms=50&patience_ms=900&aof=no",
            Settings(
                (Address("shop", 6379),),
                user="till",
                password="p@ss",
                prefix="test",
                replicas=2,
                wait_ms=50,
                patience_ms=900,
                needs_aof=False,
            ),
        ),
        (
            "redis+cluster://:secret@a:7000,b:7001,c",
            Settings(
                (Address("a", 7000), Address("b", 7001), Address("c", 6379)),
                is_cluster=True,
                password="secret",
                replicas=1,
            ),
        ),
        (
            "unix:///run/valkey.sock?db=2",
            Settings((Address(path="/run/valkey.sock"),), database=2),
        ),
    ],
)
def test_a_url_says_where_and_what(url: str, settings: Settings):
    assert parse_url(url) == settings


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://shop", "`http` is no kind of Redis"),
        ("shop:6379", "is no kind of Redis"),
        ("", "is no kind of Redis"),
        ("redis://", "`` is no host"),
        ("redis://shop:0", "the port is a number from 1 to 65535, not `0`"),
        ("redis://shop:seven", "`shop:seven` is no host with a port"),
        ("redis://a:1,b:2", "several hosts are a cluster"),
        ("redis://shop/one", "the database is a number from 0 to 9999, not `one`"),
        ("redis+cluster://shop/1", "the database is a number from 0 to 0, not `1`"),
        ("redis://shop?replica=1", "`replica` is no setting of the ledger; there are `aof`"),
        ("redis://shop?replicas=-1", "`replicas` is a number from 0 to 9, not `-1`"),
        ("redis://shop?prefix=a{b", "`prefix` is 1 to 40 letters"),
        ("redis://shop?aof=maybe", "`aof` is `yes` or `no`, not `maybe`"),
        ("unix://", "`` is no host"),
    ],
)
def test_an_unclear_url_is_refused_with_what_to_write(url: str, says: str):
    with pytest.raises(RedisUrlError) as refused:
        parse_url(url)
    assert says in str(refused.value)
