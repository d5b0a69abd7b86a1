"""Counts of units packed into one whole number, so that two of them add up at once."""

from collections.abc import Callable, Sequence

from pricing.options import Counts


class CountFields:
    """Counts of units of all classes side by side in one number.

    Every field has a spare bit on top. With the bias added it is set as soon as a count exceeds its
    class, so that one addition and one comparison tell whether the units suffice.

    Attributes:
        bias: What to add to packed counts before they are compared with ``guards``.
        guards: The spare bits.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.offsets: list[int] = []
        self.ones: list[int] = []
        self.biases: list[int] = []
        self.bias = self.guards = end = 0
        for size in sizes:
            bits = size.bit_length()
            self.offsets.append(end)
            self.ones.append((1 << bits + 1) - 1)
            self.biases.append((1 << bits) - 1 - size)
            self.bias += self.biases[-1] << end
            self.guards += 1 << end + bits
            end += bits + 1

    def pack(self, counts: Counts) -> int:
        """Return counts side by side."""
        return sum([n << self.offsets[c] for c, n in counts])

    def mask(self, classes: frozenset[int]) -> int:
        """Return the fields of some classes."""
        return sum([self.ones[c] << self.offsets[c] for c in classes])

    def reader(self, classes: frozenset[int]) -> Callable[[int], Counts]:
        """Return what reads the counts of some classes, each with its bias."""
        rows = [(c, self.offsets[c], self.ones[c], self.biases[c]) for c in sorted(classes)]

        def unpack(key: int) -> Counts:
            counts = [(c, (key >> offset & ones) - bias) for c, offset, ones, bias in rows]
            return tuple([row for row in counts if row[1]])

        return unpack
