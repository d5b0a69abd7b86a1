"""Benchmarks: ``python -m benchmarks`` (or ``make bench``). Nothing imports this package."""

__all__: list[str] = []
