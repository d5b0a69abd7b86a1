"""Slows those who guess codes: each failure costs a token, and who has none waits.

There are three buckets: of the customer, of the address that calls, of the whole server. Valid
codes cost nothing. A customer who guessed nothing is let past the bucket of the address, because
a shop's own server asks for all its customers; so only the server's own brake makes anybody wait
for others. The same wrong code again is no new guess: a till prices a cart after every scan.

Each worker counts for itself (docs/decisions/0023): the large buckets are divided among the
workers, so that together they let no more pass; the customer's is not, it is too small.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

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
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.quote import Quote

_HOUR_SECONDS: Final = 3_600


@dataclass(frozen=True, slots=True)
class Rate:
    """How many guesses may fail: so many at once, and so many more in an hour."""

    most: float
    per_hour: float

    def divided(self, parts: int) -> "Rate":
        """Return the share of one of several workers; at least one guess."""
        return Rate(max(1.0, self.most / parts), self.per_hour / parts)


@dataclass(slots=True)
class Bucket:
    """What one guesser has left.

    Attributes:
        tokens: Guesses left; below zero after a cart with many wrong codes.
        at: When that was counted, seconds.
        tried: The last wrong codes, as hashes: the same again is no new guess.
    """

    tokens: float
    at: float
    tried: "OrderedDict[int, None]" = field(default_factory=OrderedDict)


class Buckets:
    """The buckets of many guessers at one rate; the one that was quiet longest is forgotten."""

    def __init__(self, rate: Rate, most: int = GUESSERS_KNOWN_MAX) -> None:
        self._rate = rate
        self._most = most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, who: str, now: float) -> float:
        """Return the seconds until a guess is left; 0 where one is."""
        bucket = self._buckets.get(who)
        if bucket is None:
            return 0.0
        self._refill(bucket, now)
        if bucket.tokens >= self._rate.most:
            del self._buckets[who]
        return max(0.0, (1 - bucket.tokens) * _HOUR_SECONDS / self._rate.per_hour)

    def knows(self, who: str) -> bool:
        """Tell whether somebody guessed wrong lately."""
        return who in self._buckets

    def fail(self, who: str, tried: Iterable[int], now: float) -> list[int]:
        """Take a token for each new wrong guess; return those that were new."""
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = Bucket(self._rate.most, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(who)
        self._refill(bucket, now)
        new = []
        for one in tried:
            if one not in bucket.tried:
                new.append(one)
            bucket.tried[one] = None
            bucket.tried.move_to_end(one)
        while len(bucket.tried) > GUESSES_REMEMBERED_MAX:
            bucket.tried.popitem(last=False)
        # Nobody has to wait longer than it takes to fill an empty bucket.
        bucket.tokens = max(bucket.tokens - len(new), -self._rate.most)
        return new

    def _refill(self, bucket: Bucket, now: float) -> None:
        gained = max(0.0, now - bucket.at) * self._rate.per_hour / _HOUR_SECONDS
        bucket.tokens = min(self._rate.most, bucket.tokens + gained)
        bucket.at = now


_ALL: Final = ""


class Brake:
    """Lets a request with codes pass, or says how long its sender waits."""

    def __init__(self, clock: Callable[[], float], workers: int = 1) -> None:
        """Begin with full buckets.

        Args:
            clock: Seconds that never run backwards.
            workers: How many processes share the large buckets.
        """
        self._clock = clock
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
        now = self._clock()
        waits = [self._all.wait(_ALL, now)]
        customer = _customer(cart)
        if customer is not None:
            waits.append(self._customers.wait(customer, now))
        if customer is None or self._customers.knows(customer):
            waits.append(self._addresses.wait(address, now))
        seconds = math.ceil(max(waits))
        if seconds > 0:
            raise ProblemError(
                "guessing",
                "too many codes that nobody issued were tried",
                headers=(("retry-after", str(seconds)),),
            )

    def note(self, address: str, cart: Cart, quote: Quote) -> None:
        """Count the codes of a cart that nobody issued."""
        wrong = [hash(normalise(one.code)) for one in quote.rejected if one.reason == "unknown"]
        if not wrong:
            return
        now = self._clock()
        customer = _customer(cart)
        new = self._addresses.fail(address, wrong, now)
        if customer is not None:
            new = self._customers.fail(customer, wrong, now)
        self._all.fail(_ALL, new, now)


def _customer(cart: Cart) -> str | None:
    return cart.customer.ref if cart.customer is not None else None
