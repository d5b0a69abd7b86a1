"""The keys of a ledger in Redis: ``prefix:{hash tag}kind`` and what it is about.

Whatever changes in one step of a cluster has one hash tag: a customer's accounts and books, the
accounts of a series, and one of 64 buckets of orders.
"""

import zlib
from typing import Final

from ledger import keys

# Buckets of orders: enough to spread over any cluster, few enough for one sweeper to visit.
BUCKETS: Final = 64
# Stands between the parts of a field; no name has it, because names can be printed.
SEPARATOR: Final = "\x1f"
# No order's identifier has a line break.
_OUTBOX: Final = "outbox\n"


class Names:
    """The names of keys under one prefix.

    Attributes:
        prefix: Comes before every key, so that several ledgers share a server.
        buckets: In how many the orders are.
    """

    def __init__(self, prefix: str, buckets: int = BUCKETS) -> None:
        self.prefix = prefix
        self.buckets = buckets

    # Buckets: hash records of orders, and what is written with them

    def bucket(self, subject: str) -> str:
        """Return the hash tag of what an order, or something done by hand, is written with."""
        part = part_of(subject)
        return bucket_tag(zlib.crc32(subject.encode()) % self.buckets if part is None else part)

    def in_bucket(self, tag: str, kind: str) -> str:
        """Name what a bucket has one of: ``due``, ``clients``, ``outbox``, ``last`` and others."""
        return f"{self.prefix}:{{{tag}}}{kind}"

    def record(self, subject: str) -> str:
        """Name the hash of an order: its record, its quotes, what is not settled of it."""
        return f"{self.in_bucket(self.bucket(subject), 'record')}:{subject}"

    def rows(self, subject: str) -> str:
        """Name the hash of an order's transfers, by their identity."""
        return f"{self.in_bucket(self.bucket(subject), 'rows')}:{subject}"

    def answers(self, subject: str) -> str:
        """Name the hash of the answers about an order, by client, verb and key."""
        return f"{self.in_bucket(self.bucket(subject), 'answers')}:{subject}"

    # Groups: balances, and who holds them

    def group(self, account: str) -> str:
        """Return the hash tag of an account or a book."""
        return tag_of(keys.group(account))

    def of_account(self, kind: str, account: str) -> str:
        """Name something of an account or a book: ``account``, ``holders``, ``book``, ``used``."""
        return f"{self.prefix}:{{{self.group(account)}}}{kind}:{account.partition('} ')[2]}"

    def of_group(self, tag: str, kind: str) -> str:
        """Name what a group has one of: ``held`` and ``settled``."""
        return f"{self.prefix}:{{{tag}}}{kind}"

    def of_customer(self, customer: str, kind: str) -> str:
        """Name what a customer has one of: ``person``, ``merged``, ``references`` and others."""
        return self.of_group(customer_tag(customer), kind)

    def code(self, digest: str) -> str:
        """Name a code of the list, beside the account of its uses."""
        return f"{self.of_group(f'code/{digest[:4]}', 'listed')}:{digest}"

    def open_of(self, customer: str) -> str:
        """Name the sorted set of a customer's reserved orders, by when they are due."""
        return f"{self.prefix}:{{{customer_tag(customer)}}}open"


def part_subject(part: int) -> str:
    """Name the record that a part of the outbox is kept with: its bucket is that part."""
    return f"{_OUTBOX}{part}"


def part_of(subject: str) -> int | None:
    """Return the part of the outbox that a subject stands for; None where it is something else."""
    return int(subject.removeprefix(_OUTBOX)) if subject.startswith(_OUTBOX) else None


def reference_subject(reference: str) -> str:
    """Name the record of a customer's reference."""
    return f"reference\n{reference}"


def bucket_tag(number: int) -> str:
    """Return the hash tag of a bucket."""
    return f"order/{number:02}"


def customer_tag(customer: str) -> str:
    """Return the hash tag of a customer's group; it is that of the customer's accounts."""
    return tag_of(f"customer/{customer}")


def tag_of(group: str) -> str:
    """Write a group so that it can stand between braces."""
    return group.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")


def untagged(tag: str) -> str:
    """Return the group that a hash tag stands for."""
    return tag.replace("%7D", "}").replace("%7B", "{").replace("%25", "%")
