"""The curves as SVG, drawn by hand: no library, no fonts, no script; readable in light and dark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 78, 190, 48, 56
# Distinguishable also by those who see no red or no green.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#222}.t{font-weight:600;font-size:15px}"
    ".g{stroke:#8884;stroke-width:1}.a{stroke:#888}.l{fill:none;stroke-width:2}"
    "rect.p{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#ddd}rect.p{fill:#161616}}"
)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Scale:
    """One logarithmic axis: values to pixels."""

    least: int  # power of ten
    most: int
    start: float
    end: float

    def at(self, value: float) -> float:
        part = (log10(value) - self.least) / (self.most - self.least)
        return self.start + part * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.least, self.most + 1)]


def curves(title: str, across: str, up: str, lines: Mapping[str, Sequence[Point]]) -> str:
    """Return a log-log chart.

    Args:
        title: What it shows.
        across: What the horizontal axis counts.
        up: What the vertical axis counts.
        lines: Name of each line with its points, all above zero; the first line is drawn bold.
    """
    points = [point for line in lines.values() for point in line]
    x = _scale([p[0] for p in points], LEFT, WIDTH - RIGHT)
    y = _scale([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    parts = []
    for tick in x.ticks:
        parts.append(_line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, "g"))
        parts.append(_text(x.at(tick), HEIGHT - BOTTOM + 20, _number(tick), "middle"))
    for tick in y.ticks:
        parts.append(_line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "g"))
        parts.append(_text(LEFT - 8, y.at(tick) + 4, _number(tick), "end"))
    labels: list[tuple[float, str, str]] = []
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        placed = [(x.at(a), y.at(b)) for a, b in sorted(line)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in placed)
        width = 3.5 if number == 0 else 2
        parts.append(
            f'<polyline class="l" points="{path}" style="stroke:{colour};stroke-width:{width}"/>'
        )
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in placed]
        labels.append((placed[-1][1], name, colour))
    parts += _labels(labels)
    return _picture(title, across, up, parts)


def bars(title: str, across: str, up: str, upto: Sequence[int], count: Sequence[int]) -> str:
    """Return a histogram: bars of equal width that start at zero, with their right edges."""
    most = max(count) or 1
    width = (WIDTH - RIGHT - LEFT) / len(count)
    parts = []
    for share in (0.25, 0.5, 0.75, 1.0):
        y = HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y, "g"))
        parts.append(_text(LEFT - 8, y + 4, _number(round(most * share)), "end"))
    for number, found in enumerate(count):
        height = (HEIGHT - BOTTOM - TOP) * found / most
        parts.append(
            f'<rect x="{LEFT + number * width:.1f}" y="{HEIGHT - BOTTOM - height:.1f}" '
            f'width="{width * 0.9:.1f}" height="{height:.1f}" fill="{COLOURS[0]}"/>'
        )
    for share in (0, 0.25, 0.5, 0.75, 1.0):
        x = LEFT + share * (WIDTH - RIGHT - LEFT)
        parts.append(_text(x, HEIGHT - BOTTOM + 20, _number(round(upto[-1] * share)), "middle"))
    total = sum(count)
    for seen, percent in enumerate((50, 99)):
        bar = next(n for n in range(len(count)) if sum(count[: n + 1]) * 100 >= percent * total)
        x = LEFT + (bar + 1) * width
        parts.append(_line(x, TOP, x, HEIGHT - BOTTOM, "a"))
        parts.append(_text(x + 4, TOP + 12 + 16 * seen, f"p{percent}", "start"))
    return _picture(title, across, up, parts)


def _scale(values: Sequence[float], start: float, end: float) -> _Scale:
    least, most = floor(log10(min(values))), ceil(log10(max(values)))
    return _Scale(least, max(most, least + 1), start, end)


def _labels(labels: Sequence[tuple[float, str, str]]) -> list[str]:
    """Write each name beside the end of its line, pushed apart where they would overlap."""
    parts, last = [], -100.0
    for y, name, colour in sorted(labels):
        last = max(y, last + 17)
        parts.append(
            f'<text x="{WIDTH - RIGHT + 10}" y="{last + 4:.1f}" style="fill:{colour}">'
            f"{escape(name)}</text>"
        )
    return parts


def _picture(title: str, across: str, up: str, parts: Sequence[str]) -> str:
    middle = (TOP + HEIGHT - BOTTOM) / 2
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<rect class="p" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="t" x="{LEFT}" y="26">{escape(title)}</text>',
    ]
    axes = [
        _line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "a"),
        _line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, "a"),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, across, "middle"),
        f'<text transform="rotate(-90)" x="{-middle}" y="18" text-anchor="middle">'
        f"{escape(up)}</text>",
    ]
    return "\n".join([*head, *parts, *axes, "</svg>", ""])


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f") if value >= 1 else f"{value:g}"
