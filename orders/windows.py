"""The days, weeks, months and years in which limits count: local dates of the shop."""

from datetime import date

from pricing.program import Window


def window_of(today: date, window: Window | None) -> str:
    """Name the window that a local date lies in; empty for a limit that counts for ever.

    ``2026-11-05``, ``2026-W45`` (the ISO week, which the Monday begins), ``2026-11``, ``2026``.
    """
    match window:
        case None:
            return ""
        case "day":
            return today.isoformat()
        case "week":
            year, week, _ = today.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return f"{today.year:04}-{today.month:02}"
        case "year":
            return f"{today.year:04}"
