"""The command table: ``grosz NAME`` imports the module of that one command and no other."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from cli.exit_codes import MEANINGS, exit_code_lines
from cli.guard import engine_version, guarded
from cli.terminal import say, survive_any_encoding

# In the order in which a newcomer meets them: name, module, function.
COMMANDS: Final = {
    "demo": "cli.demo:demo",
    "check": "cli.check:check",
    "fmt": "cli.fmt:fmt",
    "test": "cli.test:run_tests",
    "price": "cli.price:price",
    "explain": "cli.explain:explain",
    "serve": "cli.serve:serve",
    "codes generate": "cli.codes_generate:generate",
    "codes check": "cli.codes_check:check_codes",
    "codes import": "cli.codes_import:import_codes",
    "codes issue": "cli.codes_issue:issue",
    "codes block": "cli.codes_change:block",
    "codes unblock": "cli.codes_change:unblock",
    "codes expire": "cli.codes_change:expire",
    "codes status": "cli.codes_status:status",
    "ledger check": "cli.ledger_check:check_ledger",
    "ledger show": "cli.ledger_show:show_order",
    "ledger relay": "cli.ledger_relay:relay",
    "ledger sweep": "cli.ledger_sweep:sweep",
    "ledger prune": "cli.ledger_prune:prune",
    "ledger backup": "cli.ledger_backup:backup",
    "ledger restore": "cli.ledger_backup:restore",
    "customer balance": "cli.customer_show:balance",
    "customer statement": "cli.customer_show:statement",
    "customer adjust": "cli.customer_change:adjust",
    "customer merge": "cli.customer_change:merge",
    "customer erase": "cli.customer_change:erase",
    "ledger figures": "cli.ledger_figures:figures",
    "show": "cli.show:show",
    "doctor": "cli.doctor:doctor",
}

# What `grosz` says of a word that only groups commands.
GROUPS: Final = {
    "customer": "Points of a customer: balance, statement, adjustments; merge two, erase one.",
    "ledger": "The ledger: check its books, show figures or an order, deliver events, back up.",
    "codes": "Unique codes of coupons: generate a batch, check what was typed, import others.",
}

# A paragraph that starts with this keeps its line breaks in typer's help.
_VERBATIM: Final = "\b\n"


def load_command(name: str) -> TyperCommand:
    """Import one command and make it ready to run.

    The help is the function's docstring (up to its first section), then the module's ``EXAMPLES``
    and ``EXIT_CODES`` where it has them.

    Raises:
        KeyError: There is no such command.
    """
    module_name, _, function_name = COMMANDS[name].partition(":")
    module = import_module(module_name)
    function = getattr(module, function_name)
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
    alone.command(name.rpartition(" ")[2], help=_help(function.__doc__ or "", vars(module)))(
        guarded(function)
    )
    command = typer.main.get_command(alone)
    assert isinstance(command, TyperCommand)
    return command


def _help(docstring: str, module: dict[str, Any]) -> str:
    kept: list[str] = []
    for line in (line.strip() for line in docstring.strip().splitlines()):
        if line in ("Args:", "Raises:", "Returns:"):
            break
        kept.append(line)
    paragraphs = [part.replace("\n", " ") for part in "\n".join(kept).strip().split("\n\n")]
    if examples := module.get("EXAMPLES"):
        paragraphs.append(_VERBATIM + "\n".join(["Examples:", *(f"  {line}" for line in examples)]))
    if codes := module.get("EXIT_CODES"):
        paragraphs.append(_VERBATIM + "\n".join(["Exit codes:", *exit_code_lines(codes)]))
    # Square brackets are markup to typer; ours are meant.
    return "\n\n".join(paragraphs).replace("[", r"\[")


if TYPE_CHECKING:
    from typing_extensions import override
else:  # a marker for the type checker is not worth 13 ms of every start

    def override(method):
        """Mark a method that overrides one of its base class."""
        return method


class CommandTable(MutableMapping[str, Any]):
    """The commands of a group by name; each is imported when it is first asked for."""

    def __init__(self, group: str = "") -> None:
        self._before = f"{group} " if group else ""
        under = [name.removeprefix(self._before) for name in COMMANDS if self._holds(name)]
        self._names = dict.fromkeys(name.split()[0] for name in under)
        self._loaded: dict[str, TyperCommand | TyperGroup] = {}

    def _holds(self, name: str) -> bool:
        return name.startswith(self._before)

    @override
    def __getitem__(self, name: str) -> TyperCommand | TyperGroup:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._loaded:
            whole = self._before + name
            self._loaded[name] = _load_group(whole) if whole in GROUPS else load_command(whole)
        return self._loaded[name]

    @override
    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    @override
    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    @override
    def __len__(self) -> int:
        return len(self._names)


class LazyGroup(TyperGroup):
    """The group behind ``grosz``, or behind one of its words: knows names, imports on demand."""

    def __init__(self, *, group: str = "", **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = CommandTable(group)


def _load_group(name: str) -> LazyGroup:
    return LazyGroup(
        group=name,
        name=name.rpartition(" ")[2],
        help=GROUPS[name],
        no_args_is_help=True,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


_EPILOGUE: Final = _VERBATIM + "\n".join(
    [
        "Exit codes:",
        *exit_code_lines(MEANINGS.items()),
        "",
        "Start here: `grosz demo`, then `grosz price --help`.",
        "Colour only on a terminal; NO_COLOR=1 turns it off.",
    ]
)

app = typer.Typer(
    name="grosz",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog=_EPILOGUE,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        say(f"grosz {engine_version()}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """Price carts by promotion rules: the same to the last grosz at till, web and app."""


def main() -> None:
    """Run the command line and end the process with a documented exit code."""
    survive_any_encoding()
    app(prog_name="grosz")


if __name__ == "__main__":
    main()
