"""What was promised and used: orders, coupons, points and returns.

Everything here answers for prices that ``pricing`` computed and never computes one itself. The
money of a return starts in ``ledger.refunds``; unique codes start in ``ledger.unique_codes``.
"""

__all__: list[str] = []
