"""PR001 to PR099: the file could not be read, or nobody could follow it."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Message, Severity, message


@message("PR001", Severity.ERROR)
class NotUtf8(Message):
    """A letter was lost because the file is not UTF-8.

    ## Example
    A file saved by a program that writes Windows-1250: `ł` is then the single byte B3.

    ## Use instead
    Save the file as UTF-8.

    ## Why
    Guessing an encoding prints wrong letters on receipts.
    """

    lost: int

    def message(self) -> str:
        if self.lost == 1:
            return "a letter was lost: the file is not UTF-8"
        return f"{self.lost} letters were lost: the file is not UTF-8"

    def label(self) -> str:
        return "the first of them" if self.lost > 1 else ""

    def hint(self) -> str | None:
        return "save the file as UTF-8 and write the letter again"


@message("PR003", Severity.ERROR)
class NestedTooDeep(Message):
    """Parentheses stand in parentheses more often than anybody can follow.

    ## Use instead
    Give parts of the expression names of their own with `set`.
    """

    depth_max: int

    def message(self) -> str:
        return f"more than {self.depth_max} parentheses or `not` stand inside one another"

    def hint(self) -> str | None:
        return "give parts of it names of their own with `set`"


@message("PR005", Severity.ERROR)
class TooManyMistakes(Message):
    """So many mistakes were found in one file that the rest is not listed.

    ## Why
    Long lists mostly repeat one mistake.
    """

    shown: int

    def message(self) -> str:
        return f"more than {self.shown} mistakes in this file; the rest is not shown"

    def hint(self) -> str | None:
        return "mend the first ones and check again"


@message("PR006", Severity.ERROR)
class ControlCharacter(Message):
    """A file holds an invisible control character.

    ## Example
    A NUL byte left by a program that wrote UTF-16.

    ## Use instead
    Delete the character; a tab, a line end and a non-breaking space are fine.
    """

    character: str

    def message(self) -> str:
        return f"an invisible control character U+{ord(self.character):04X} stands here"

    def hint(self) -> str | None:
        return "delete it"
