"""One atomic step: the records, the moment, and the few things that every verb does with them."""

from collections.abc import Iterable, Sequence

import msgspec

from ledger.books import Book, Move, Slice, earliest_first, moved, touch
from ledger.customers import Spending, qualifying
from ledger.orders import Order, State
from ledger.records import Event, Records
from ledger.transfers import Kind, Side, Transfer
from ledger.verbs.families import Families, without_points

replace = msgspec.structs.replace


class Step:
    """What one verb does, all of it or nothing.

    Attributes:
        records: The records it changes.
        now_ms: The store's time; it stands still during the step.
        families: Who was merged into whom.
    """

    def __init__(self, records: Records, now_ms: int) -> None:
        self.records = records
        self.now_ms = now_ms
        self.families = Families(records)

    # Orders

    def order(self, client: str, order_id: str) -> Order | None:
        """Find an order as the clock has left it; another client's does not exist."""
        order = self.records.order(order_id)
        if order is None or order.client != client:
            return None
        return self.expired(order) if order.is_overdue(self.now_ms) else order

    def expired(self, order: Order) -> Order:
        """Let an overdue order go, dated when it was due; return it as it is then."""
        if order.plan.spend is not None:
            # Its points go back in turn: other holds on the book may have been due before it.
            self.touched(order.plan.spend.book)
        else:
            self._expire(order)
        return self.records.order(order.id) or order

    def expire_holders(self, account: str) -> bool:
        """Let go the overdue orders that hold some of an account; tell whether there were any."""
        overdue = self.families.overdue_holders(account, self.now_ms)
        for order in overdue:
            self.expired(order)
        return bool(overdue)

    def lapse(self, order: Order) -> None:
        """Let one overdue order go. Those that were due before it on its book are gone already."""
        spent = order.plan.spend
        if spent is None:
            self._expire(order)
            return
        root = self.families.root(spent.book)
        self._touch(root, order.due_ms)
        self._expire(order)
        self._pass_on(spent.book, order.due_ms)
        self._touch(root, order.due_ms)

    def let_go(self, order: Order) -> None:
        """Write what an order holds as let go now. The caller saves the order and touches after."""
        if order.plan.spend is not None:
            # Before: what expired beside the held points went on its day, these go today.
            self.touched(order.plan.spend.book)
        self._release(order, self.now_ms)
        if order.plan.spend is not None:
            self._pass_on(order.plan.spend.book, self.now_ms)

    def qualify(self, order: Order) -> None:
        """Note what an order counts towards a tier, on the day of its sale."""
        if order.customer is not None and order.confirmed_at_ms is not None:
            spending = Spending(order.confirmed_at_ms, qualifying(order))
            self.records.save_spending(order.customer, order.id, spending)

    def _release(self, order: Order, at_ms: int) -> None:
        rows = [
            _account_row(order, debit.account, Kind.RELEASE, debit.amount, at_ms)
            for debit in order.plan.debits
        ]
        if order.plan.spend is not None:
            book = order.plan.spend.book
            rows += _slice_rows(order, book, order.slices, Kind.RELEASE, at_ms)
        self._append(rows)

    def _append(self, rows: Iterable[Transfer]) -> None:
        """Append rows; what a merged customer's order gives back is given to who stands for it."""
        for row in rows:
            self.records.append([row])
            root = self.families.root(row.account)
            gives_back = row.side is Side.ACCOUNT and row.kind in (Kind.RELEASE, Kind.RESTORE)
            if gives_back and root != row.account:
                self.records.append([replace(row, account=root, kind=Kind.RESTORE)])

    def uses(self, order: Order, kind: Kind, *, leave_out: Iterable[str] = ()) -> None:
        """Write one row for each account that an order uses."""
        skipped = set(leave_out)
        self._append(
            _account_row(order, debit.account, kind, debit.amount, self.now_ms)
            for debit in order.plan.debits
            if debit.account not in skipped
        )

    def slices(self, order: Order, kind: Kind, slices: Iterable[Slice]) -> None:
        """Write one row for each lot of the book that an order spends from."""
        if order.plan.spend is not None:
            self.lots(order, order.plan.spend.book, kind, slices)

    def lots(self, order: Order, book: str, kind: Kind, slices: Iterable[Slice]) -> None:
        """Write one row for each lot of a book."""
        self.records.append(_slice_rows(order, book, slices, kind, self.now_ms))

    def account(self, order: Order, account: str, kind: Kind, amount: int) -> None:
        """Write one row of an account."""
        self._append([_account_row(order, account, kind, amount, self.now_ms)])

    # Books

    def touched(self, key: str) -> Book:
        """Bring a book to the present: overdue orders let go, debts are paid, old points expire.

        Returns:
            The book that counts: that of the customer into whom this one was merged.
        """
        root = self.families.root(key)
        for order in self.families.overdue_holders(key, self.now_ms):
            self.lapse(order)
        self._pass_on(key, self.now_ms)
        book = self._touch(root, self.now_ms)
        family = self.families.named(key)
        return self._forfeit(book) if family is not None and family.erased else book

    def _pass_on(self, key: str, at_ms: int) -> None:
        """Move what no order holds from the books of merged customers to the one that counts."""
        root, *others = self.families.names(key)
        for name in others:
            book = self.records.book(name)
            for lot in book.lots:
                if self.records.lot(root, lot.id) is None:
                    self.records.save_lot(root, without_points(lot))
                self._move_over(name, root, lot.id, lot.free, at_ms)
            self._move_over(name, root, "", book.debt, at_ms)

    def _move_over(self, book: str, to: str, lot: str, points: int, at_ms: int) -> None:
        if points:
            side = Side.LOT if lot else Side.DEBT
            away = Transfer("", 0, side, book, lot, Kind.MOVED, points, at_ms)
            self.records.append([away, replace(away, account=to, kind=Kind.JOINED)])

    def _forfeit(self, book: Book) -> Book:
        moves = [Move(lot.id, Kind.FORFEIT, lot.free, self.now_ms) for lot in book.lots if lot.free]
        if book.debt:
            moves.append(Move(None, Kind.FORFEIT, book.debt, self.now_ms))
        return self.move(book, moves)

    def move(self, book: Book, moves: Sequence[Move], order: str = "", attempt: int = 0) -> Book:
        """Write moves in a book as rows of an order, or of the clock; return the book after."""
        self.records.append(
            Transfer(
                order,
                attempt,
                Side.DEBT if move.lot is None else Side.LOT,
                book.key,
                move.lot or "",
                move.kind,
                move.points,
                move.at_ms,
            )
            for move in moves
        )
        return moved(book, moves)

    def publish(self, name: str, subject: str, **facts: int | str) -> None:
        """Write an event of this moment."""
        self.records.publish(Event(name, subject, self.now_ms, facts))

    def tell(self, name: str, order: Order, subject: str = "", **facts: int | str) -> None:
        """Write an event of this moment that an order is the reason of.

        Args:
            name: Of the event.
            order: The reason.
            subject: What it is about, where that is not the order itself.
            facts: What else there is to say; whose order it is is said already.
        """
        about = {"order": order.id} if subject else {}
        self.publish(name, subject or order.id, **about, **_whose(order), **facts)

    def _touch(self, key: str, at_ms: int) -> Book:
        book = self.records.book(key)
        moves = touch(book, at_ms)
        if at_ms != book.touched_ms:
            self.records.save_touched(key, at_ms)
        for move in moves:
            if move.kind is Kind.EXPIRE:
                facts: dict[str, int | str] = {"lot": move.lot or "", "points": move.points}
                self.records.publish(Event("points.expired", key, move.at_ms, facts))
        return replace(self.move(book, moves), touched_ms=at_ms)

    def _expire(self, order: Order) -> None:
        self._release(order, order.due_ms)
        self.records.save_order(replace(order, state=State.EXPIRED, slices=()))
        facts = _whose(order) | {"revision": order.revision}
        self.records.publish(Event("order.expired", order.id, order.due_ms, facts))


def _whose(order: Order) -> dict[str, int | str]:
    return {"customer": order.customer} if order.customer is not None else {}


def in_spending_order(book: Book, slices: Iterable[Slice]) -> tuple[Slice, ...]:
    """Sort slices as their lots are used up."""
    place = {lot.id: earliest_first(lot) for lot in book.lots}
    return tuple(sorted(slices, key=lambda one: place[one.lot]))


def _account_row(order: Order, account: str, kind: Kind, amount: int, at_ms: int) -> Transfer:
    return Transfer(order.id, order.attempt, Side.ACCOUNT, account, "", kind, amount, at_ms)


def _slice_rows(
    order: Order, book: str, slices: Iterable[Slice], kind: Kind, at_ms: int
) -> list[Transfer]:
    return [
        Transfer(order.id, order.attempt, Side.LOT, book, one.lot, kind, one.points, at_ms)
        for one in slices
    ]
