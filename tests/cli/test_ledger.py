"""``grosz ledger``: what an operator asks of a ledger, and what is said where there is none."""

import asyncio
import json
from pathlib import Path

import apsw
import pytest

from cli import ledger_backup, ledger_check, ledger_prune, ledger_relay, ledger_show
from cli.exit_codes import ExitCode
from ledger import Cancel, Confirm, Plan, Reserve
from ledger.limits import CARTS_KEPT_MS_MIN
from ledger.sqlite import LocalStore, check_file
from ledger.sqlite.owner import FILE
from tests.ledger.desk import TILL, TOTAL, Clock, plan
from tests.ledger.owning import OwnerProcess

SECRET = "whsec_" + "A" * 32


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger with a confirmed, a cancelled and a forced order."""
    made = tmp_path / "shop"
    made.mkdir()
    store = LocalStore(made / FILE, Clock(), _raise)

    async def fill() -> None:
        for order in ("paid", "left"):
            await store.reserve(_put(order, plan({TOTAL: (1, 2)}, quote=b'{"total":"1.00"}')))
        await store.confirm(Confirm(client=TILL, order="paid", revision=1, delivered=True))
        await store.cancel(Cancel(client=TILL, order="left"))
        await store.confirm(
            Confirm(
                client=TILL,
                order="till",
                revision=1,
                force=True,
                sale=plan({TOTAL: (5, 2)}, quote=b"\xff no JSON"),
            )
        )

    asyncio.run(fill())
    store.writer.close()
    return made


def _put(order: str, of: Plan) -> Reserve:
    return Reserve(client=TILL, order=order, plan=of, ttl_ms=60_000, customer="anna")


def test_sound_books_are_said_so_and_what_was_forced_is_listed(grosz, folder: Path):
    told = grosz("ledger", "check", folder)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == "5 rows of 3 orders added up"
    assert lines[1].startswith(f"forced: {TOTAL} by order till, 5 over at 2026-10-26 ")
    assert lines[2:] == ["every balance is explained"]
    document = json.loads(grosz("ledger", "check", folder, "--json").stdout)
    assert (document["ok"], document["rows"], document["findings"]) == (True, 5, [])
    assert document["forced"][0]["order"] == "till"


def test_a_balance_that_nothing_explains_is_an_error(grosz, folder: Path):
    connection = apsw.Connection(str(folder / FILE))
    connection.execute("UPDATE account SET posted = 2")
    connection.close()
    told = grosz("ledger", "check", folder / FILE)
    assert told.exit_code == 1
    assert f"wrong: {TOTAL}: posted is 2, its rows say 6" in told.stdout
    assert "explained" not in told.stdout
    document = json.loads(grosz("ledger", "check", folder, "--json").stdout)
    assert not document["ok"]


def test_a_damaged_file_is_an_error_and_no_traceback(grosz, folder: Path):
    body = bytearray((folder / FILE).read_bytes())
    body[8192:12288] = bytes(4096)
    (folder / FILE).write_bytes(body)
    told = grosz("ledger", "check", folder)
    assert told.exit_code == 1
    assert told.stdout.startswith("wrong: ")


@pytest.mark.parametrize(
    "arguments",
    [("check", "nowhere"), ("show", "nowhere", "a"), ("backup", "nowhere", "copy"),
     ("check", "redis://:x:y"), ("sweep", "."), ("show", "redis://127.0.0.1:1", "a"),
     ("relay", "nowhere", "--stream", "redis://x"),
     ("restore", "nowhere", "."), ("restore", __file__, "nowhere")],
)  # fmt: skip
def test_where_there_is_none_it_says_so(grosz, arguments):
    told = grosz("ledger", *arguments)
    assert told.exit_code == 2, told.output
    assert told.stderr.startswith("error: ")


def test_an_order_is_shown_to_a_person(grosz, folder: Path):
    told = grosz("ledger", "show", folder, "paid")
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == "order paid: confirmed, revision 1"
    assert "  customer   anna" in lines
    assert f"  {TOTAL}  1 of 2" in lines
    assert [line.split()[3] for line in lines if " UTC  " in line and TOTAL in line] == [
        "hold",
        "post",
    ]
    assert any("order.confirmed" in line for line in lines)
    forced = grosz("ledger", "show", folder, "till").stdout
    assert f"  over limit {TOTAL}: 5 used, 1 left" in forced


def test_an_order_is_shown_to_a_script(grosz, folder: Path):
    document = json.loads(grosz("ledger", "show", folder, "paid", "--json").stdout)
    assert document["order"]["state"] == "confirmed"
    assert document["order"]["plan"]["quote"] == {"total": "1.00"}
    assert [row["kind"] for row in document["rows"]] == ["hold", "post"]
    assert [one["event"]["name"] for one in document["events"]] == [
        "order.reserved",
        "order.confirmed",
    ]
    other = json.loads(grosz("ledger", "show", folder, "till", "--json").stdout)
    assert other["order"]["plan"]["quote"] == "/yBubyBKU09O", "bytes that are no JSON, in base64"


def test_an_order_that_is_not_there(grosz, folder: Path):
    told = grosz("ledger", "show", folder, "nobody")
    assert (told.exit_code, told.stderr) == (1, "error: there is no order `nobody`\n")


def test_a_backup_is_a_ledger_and_can_be_put_back(grosz, folder: Path, tmp_path: Path):
    copy = tmp_path / "copy.sqlite"
    assert grosz("ledger", "backup", folder, copy).exit_code == 0
    assert grosz("ledger", "check", copy).exit_code == 0
    assert grosz("ledger", "backup", folder, copy).exit_code == 2
    told = grosz("ledger", "restore", copy, folder)
    assert told.exit_code == 0, told.output
    assert "what was there is now" in told.stderr
    assert check_file(folder / FILE).orders == 3
    told = grosz("ledger", "restore", __file__, folder)
    assert told.exit_code == 1
    assert check_file(folder / FILE).orders == 3


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "nobody to deliver to"),
        (("--webhook", "https://crm"), "a webhook needs a secret"),
        (("--webhook", "ftp://crm"), "begins with https"),
        (("--webhook", "https://crm", "--batch", "0"), "go out in one request"),
        (("--stream", "http://x"), "is no address of a Redis"),
    ],
)
def test_a_relay_that_cannot_be_is_refused(grosz, folder: Path, monkeypatch, options, says):
    monkeypatch.delenv("GROSZ_WEBHOOK_SECRET_FILE", raising=False)
    secret = SECRET if "needs a secret" not in says else ""
    told = grosz("ledger", "relay", folder, *options, env={"GROSZ_WEBHOOK_SECRET": secret})
    assert told.exit_code == 2, told.output
    assert says in told.stderr


def test_no_message_shows_a_secret(grosz, folder: Path, tmp_path: Path):
    file = tmp_path / "secrets"
    file.write_text(f"{SECRET}\nwhsec_tooshort\n")
    told = grosz(
        "ledger", "relay", folder, "--webhook", "https://crm", "--secret-file", file, "--once"
    )
    assert told.exit_code == 2
    assert "tooshort" not in told.output
    assert SECRET not in told.output


def test_to_forget_needs_an_owner(grosz, folder: Path, monkeypatch: pytest.MonkeyPatch):
    from cli import ledger_place
    from ledger.sqlite import SharedStore

    def hasty(place: str) -> SharedStore:
        return SharedStore(ledger_place.folder_of(place), ledger_place.clock_ms, patience_ms=50)

    monkeypatch.setattr("cli.ledger_relay.open_store", hasty)
    told = grosz("ledger", "relay", folder, "--forget", "webhook")
    assert told.exit_code == 3
    assert "store-down" in told.stderr
    assert "grosz doctor --ledger" in told.stderr


def test_carts_are_pruned_by_the_owner_and_not_too_soon(grosz, folder: Path):
    owner = OwnerProcess(folder)
    owner.start()
    try:
        told = grosz("ledger", "prune", folder, "--carts-days", 30)
    finally:
        owner.stop()
    assert (told.exit_code, told.stderr) == (0, "summary: 0 carts and 0 events dropped\n")
    assert grosz("ledger", "prune", folder, "--carts-days", 29).exit_code == 2
    assert ledger_prune.DAYS_MIN * 86_400_000 == CARTS_KEPT_MS_MIN


@pytest.mark.parametrize(
    "command", [ledger_backup, ledger_check, ledger_prune, ledger_relay, ledger_show]
)
def test_every_command_says_what_its_exit_codes_mean(command):
    codes = [code for code, _ in command.EXIT_CODES]
    assert codes[0] is ExitCode.OK
    assert ExitCode.USAGE in codes
    assert len(set(codes)) == len(codes)
