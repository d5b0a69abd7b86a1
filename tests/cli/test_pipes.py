"""Real processes: pipes that close, Ctrl-C, exit codes as a shell sees them."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GROSZ = [sys.executable, "-m", "cli.main"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of Unix")


def test_a_reader_that_goes_away_ends_it_quietly(shop_folder):
    command = [*GROSZ, "price", str(shop_folder / "rules"), "-"]
    command += ["--catalogue", str(shop_folder / "catalogue")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()  # nobody reads, before the first line is written
    process.stdin.write((shop_folder / "carts" / "coffee.json").read_bytes())
    process.stdin.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), told) == (141, b"")


def test_help_into_a_closed_pipe_is_quiet():
    ran = subprocess.run(
        f"{sys.executable} -m cli.main --help | true", shell=True, cwd=ROOT, capture_output=True,
        check=True, timeout=60,
    )  # fmt: skip
    assert ran.stderr == b""


def test_ctrl_c_ends_quietly_with_130(shop_folder):
    # It waits for a cart on standard input when the signal comes.
    process = subprocess.Popen(
        [*GROSZ, "price", str(shop_folder / "rules"), "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # A pipe holds 64 KiB: writing more than that ends only when the command is reading.
    process.stdin.write(b" " * 400_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out, told) == (130, b"", b"")


def test_exit_codes_reach_the_shell(shop_folder):
    def ends(*arguments):
        ran = subprocess.run(
            [*GROSZ, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False, timeout=60
        )
        return ran.returncode

    assert ends("check", shop_folder / "rules") == 0
    assert ends("check", shop_folder / "wrong") == 1
    assert ends("check", shop_folder / "nowhere") == 2


def test_colour_is_off_in_a_pipe_and_receipts_are_utf_8(shop_folder):
    ran = subprocess.run(
        [*GROSZ, "price", str(shop_folder / "rules"), str(shop_folder / "carts" / "coffee.json"),
         "--catalogue", str(shop_folder / "catalogue")],
        cwd=ROOT, capture_output=True, check=True, timeout=60, env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert b"\x1b" not in ran.stdout
    assert "OPUSTY ŁĄCZNIE" in ran.stdout.decode("utf-8")
