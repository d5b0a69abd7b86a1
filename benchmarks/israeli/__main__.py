"""Converts published promotions into rule files and a catalogue.

``python -m benchmarks.israeli DATA [--chain NAME] [--day 2026-08-21] [--out FOLDER]`` where DATA
holds the four Parquet files. Without ``--out`` it only reports; with it, each chain-day becomes a
folder ``CHAIN-DAY`` with ``rules`` and ``catalogue``. The folder belongs outside the project: the
data is not ours to copy.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from benchmarks.israeli.columns import SnapshotError
from benchmarks.israeli.conversion import convert_day, report
from benchmarks.israeli.snapshot import chain_days, is_snapshot, read_day
from benchmarks.israeli.writing import write_day

_FOLDER: Final = re.compile(r"[^\w-]+")


def main() -> int:
    """Convert what was asked for and print the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.israeli", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--chain", help="all of them when left out")
    parser.add_argument("--day", help="all of them when left out")
    parser.add_argument("--out", type=Path, help="only report when left out")
    asked = parser.parse_args()
    if not is_snapshot(asked.data):
        print(f"{asked.data} does not hold the four Parquet files", file=sys.stderr)
        return 2
    try:
        return _convert(asked)
    except SnapshotError as error:
        print(error, file=sys.stderr)
        return 2


def _convert(asked: argparse.Namespace) -> int:
    conversions = []
    for chain, day in chain_days(asked.data):
        if asked.chain in (None, chain) and asked.day in (None, day):
            conversion = convert_day(read_day(asked.data, chain, day))
            conversions.append(conversion)
            if asked.out is not None:
                folder = asked.out / f"{_FOLDER.sub('_', chain)}-{day}"
                write_day(folder, conversion.day, conversion.dialect, conversion.converted)
    if not conversions:
        print("no chain published anything then", file=sys.stderr)
        return 2
    print(report(conversions))
    return 0


if __name__ == "__main__":
    sys.exit(main())
