"""Slows those who guess codes: each failure costs a token, and who has none waits.

There are three buckets: of the customer, of the address that calls, of the whole server. Valid
codes cost nothing. A customer who guessed nothing is let past the bucket of the address, because
a shop's own server asks for all its customers; so only the server's own brake makes anybody wait
for others. The same wrong code again is no new guess: a till prices a cart after every scan.

Each worker counts for itself (docs/decisions/0023): the large buckets are divided among the
workers, so that together they let no more pass; the customer's is not, it is too small.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from api.body import Scope
from api.limits import (
    GUESSERS_KNOWN_MAX,
    GUESSES_OF_ADDRESS,
    GUESSES_OF_ADDRESS_PER_HOUR,
    GUESSES_OF_ALL,
    GUESSES_OF_ALL_PER_HOUR,
    GUESSES_OF_CUSTOMER,
    GUESSES_OF_CUSTOMER_PER_HOUR,
    GUESSES_REMEMBERED_MAX,
)
from api.problems import ProblemError
from orders.provisional import ProvisionalQuote
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.quote import Quote

# Tokens are kept in parts of this size, so that each millisecond brings a whole number of them.
_HOUR_MS: Final = 3_600_000
_SECOND_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many guesses may fail: so many at once, and so many more in an hour."""

    most: int
    per_hour: int

    def divided(self, parts: int) -> "Rate":
        """Return the share of one of several workers; at least one guess."""
        return Rate(max(1, self.most // parts), max(1, self.per_hour // parts))


@dataclass(slots=True)
class Bucket:
    """What one guesser has left.

    Attributes:
        tokens: Guesses left, in parts; below zero after a cart with many wrong codes.
        at_ms: When that was counted.
        tried: The last wrong codes, as hashes: the same again is no new guess.
    """

    tokens: int
    at_ms: int
    tried: "OrderedDict[int, None]" = field(default_factory=OrderedDict)


class Buckets:
    """The buckets of many guessers at one rate; the one that was quiet longest is forgotten."""

    def __init__(self, rate: Rate, most: int = GUESSERS_KNOWN_MAX) -> None:
        self._rate = rate
        self._full = rate.most * _HOUR_MS
        self._most = most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, who: str, now_ms: int) -> int:
        """Return the milliseconds until a guess is left; 0 where one is."""
        bucket = self._buckets.get(who)
        if bucket is None:
            return 0
        self._refill(bucket, now_ms)
        if bucket.tokens >= self._full:
            del self._buckets[who]
        return max(0, -((bucket.tokens - _HOUR_MS) // self._rate.per_hour))

    def knows(self, who: str) -> bool:
        """Tell whether somebody guessed wrong lately."""
        return who in self._buckets

    def fail(self, who: str, tried: Iterable[int], now_ms: int) -> list[int]:
        """Take a token for each new wrong guess; return those that were new."""
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = Bucket(self._full, now_ms)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(who)
        self._refill(bucket, now_ms)
        new = []
        for one in tried:
            if one not in bucket.tried:
                new.append(one)
            bucket.tried[one] = None
            bucket.tried.move_to_end(one)
        while len(bucket.tried) > GUESSES_REMEMBERED_MAX:
            bucket.tried.popitem(last=False)
        # Nobody has to wait longer than it takes to fill an empty bucket.
        bucket.tokens = max(bucket.tokens - len(new) * _HOUR_MS, -self._full)
        return new

    def _refill(self, bucket: Bucket, now_ms: int) -> None:
        gained = max(0, now_ms - bucket.at_ms) * self._rate.per_hour
        bucket.tokens = min(self._full, bucket.tokens + gained)
        bucket.at_ms = now_ms


_ALL: Final = ""


class Brake:
    """Lets a request with codes pass, or says how long its sender waits."""

    def __init__(self, clock_ms: Callable[[], int], workers: int = 1) -> None:
        """Begin with full buckets.

        Args:
            clock_ms: Milliseconds that never run backwards.
            workers: How many processes share the large buckets.
        """
        self._clock_ms = clock_ms
        of_all = Rate(GUESSES_OF_ALL, GUESSES_OF_ALL_PER_HOUR)
        of_address = Rate(GUESSES_OF_ADDRESS, GUESSES_OF_ADDRESS_PER_HOUR)
        self._all = Buckets(of_all.divided(workers))
        self._addresses = Buckets(of_address.divided(workers))
        self._customers = Buckets(Rate(GUESSES_OF_CUSTOMER, GUESSES_OF_CUSTOMER_PER_HOUR))

    def check(self, address: str, cart: Cart) -> None:
        """Let a cart's codes be looked up, before anything is.

        Raises:
            ProblemError: ``guessing``, with the seconds to wait.
        """
        if not cart.codes:
            return
        now_ms = self._clock_ms()
        waits = [self._all.wait(_ALL, now_ms)]
        customer = _customer(cart)
        if customer is not None:
            waits.append(self._customers.wait(customer, now_ms))
        if customer is None or self._customers.knows(customer):
            waits.append(self._addresses.wait(address, now_ms))
        seconds = -(-max(waits) // _SECOND_MS)
        if seconds > 0:
            raise ProblemError(
                "guessing",
                "too many codes that nobody issued were tried",
                headers=(("retry-after", str(seconds)),),
            )

    def note(self, address: str, cart: Cart, quote: Quote) -> None:
        """Count the codes of a cart that nobody issued; a provisional quote does not know."""
        if isinstance(quote, ProvisionalQuote):
            return
        wrong = [hash(normalise(one.code)) for one in quote.rejected if one.reason == "unknown"]
        if not wrong:
            return
        now_ms = self._clock_ms()
        customer = _customer(cart)
        new = self._addresses.fail(address, wrong, now_ms)
        if customer is not None:
            new = self._customers.fail(customer, wrong, now_ms)
        self._all.fail(_ALL, new, now_ms)


def _customer(cart: Cart) -> str | None:
    return cart.customer.ref if cart.customer is not None else None


def address_of(scope: Scope) -> str:
    """Return the address that calls; empty where the server does not know it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def monotonic_ms() -> int:
    """Return milliseconds that never run backwards."""
    return time.monotonic_ns() // 1_000_000
