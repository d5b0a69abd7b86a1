"""What came back of a sale so far: the only memory that returns need."""

from collections.abc import Mapping

import msgspec

from ledger.sale import Sale, SoldLine

_NONE: Mapping[str, int] = {}


class ReturnedSoFar(msgspec.Struct, frozen=True):
    """All returns of a sale added up; amounts are minor units.

    Attributes:
        units: By line, pieces or thousandths.
        refunded: By line; at most what was paid for its units that came back.
        delivery: Of the delivery charge.
        reversed: Points earned that were taken back.
        reinstated: Points spent that were given back.
        payments: Back to each payment, in the order of the sale; empty before the first return.
    """

    units: Mapping[str, int] = msgspec.field(default_factory=dict)
    refunded: Mapping[str, int] = msgspec.field(default_factory=dict)
    delivery: int = 0
    reversed: int = 0
    reinstated: int = 0
    payments: tuple[int, ...] = ()

    def units_of(self, line: SoldLine) -> int:
        """Return how many units of a line came back."""
        return self.units.get(line.id, 0)

    def kept(self, line: SoldLine) -> int:
        """Return how many units of a line the customer still has."""
        return line.units - self.units_of(line)

    def share(self, line: SoldLine) -> int:
        """Return what was paid for the units of a line that came back."""
        return line.share(self.units_of(line))

    def room(self, line: SoldLine) -> int:
        """Return what was paid for units that came back and was not given back."""
        return self.share(line) - self.refunded.get(line.id, 0)

    def is_complete(self, sale: Sale) -> bool:
        """Tell whether all goods came back; fees and packaging may stay."""
        return all(self.kept(line) == 0 for line in sale.goods)

    def plus(
        self,
        units: Mapping[str, int] = _NONE,
        refunded: Mapping[str, int] = _NONE,
    ) -> "ReturnedSoFar":
        """Return the sum with one more return's units or money."""
        return msgspec.structs.replace(
            self, units=_added(self.units, units), refunded=_added(self.refunded, refunded)
        )

    def with_return(
        self,
        units: Mapping[str, int],
        refunded: Mapping[str, int],
        *,
        delivery: int,
        reversed_points: int,
        reinstated: int,
        payments: tuple[int, ...],
    ) -> "ReturnedSoFar":
        """Return the sum with one more return in full."""
        earlier = self.payments or (0,) * len(payments)
        return msgspec.structs.replace(
            self.plus(units, refunded),
            delivery=self.delivery + delivery,
            reversed=self.reversed + reversed_points,
            reinstated=self.reinstated + reinstated,
            payments=tuple(a + b for a, b in zip(earlier, payments, strict=True))
            if payments
            else self.payments,
        )


def _added(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {
        line: before.get(line, 0) + more.get(line, 0) for line in dict.fromkeys([*before, *more])
    }


NOTHING_RETURNED = ReturnedSoFar()
