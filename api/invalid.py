"""What does not fit a route's model, in our own words: a sentence and a hint for each kind."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.problems import FieldError
from pricing.errors import pointer_step

_CODES: Final = {"missing": "missing-field", "extra_forbidden": "unknown-field"}
# By the framework's own names; what stands in braces is its context.
_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("the field `{name}` is missing", ""),
    "extra_forbidden": ("there is no field `{name}` here", "check its spelling"),
    "dict_type": ("`{name}` is an object", "write a file's text under its name"),
    "model_attributes_type": ("the body is an object", ""),
    "model_type": ("the body is an object", ""),
    "string_type": ("this is a string", "write it in quotation marks"),
    "string_too_short": ("a file's name is not empty", ""),
    "string_too_long": ("a file's name has at most {max_length} characters", ""),
    "string_pattern_mismatch": ("a file's name has no control characters", ""),
    "too_short": ("`{name}` holds at least one file", "an empty ruleset has nothing to check"),
    "too_long": ("`{name}` holds at most {max_length} files", "join some of them"),
    "json_invalid": ("the body is not a JSON document", ""),
}


# What is wrong with a part of the address; a model's own words are about a body.
_OF_ADDRESS: Final[Mapping[str, str]] = {
    "string_too_short": "`{name}` is not empty",
    "string_too_long": "`{name}` has at most {max_length} characters",
    "int_parsing": "`{name}` is a whole number",
    "greater_than_equal": "`{name}` is at least {ge}",
    "less_than_equal": "`{name}` is at most {le}",
    "literal_error": "`{name}` is {expected}",
}


def told_invalid(found: Mapping[str, Any]) -> FieldError:
    """Return one mistake that the framework found, with its pointer."""
    where, *path = found["loc"]
    kind = str(found["type"])
    name = str(next((step for step in reversed(path) if step != "[key]"), ""))
    message, hint = _SAYS.get(kind, ("this is not what the schema asks", "see /openapi.json"))
    if where != "body" and kind in _OF_ADDRESS:
        message, hint = _OF_ADDRESS[kind], ""
    context = {"max_length": "", **(found.get("ctx") or {})}
    message = message.format(**context, name=name[:40])
    if where != "body":
        return FieldError("", "parameter", message, hint, parameter=".".join(map(str, path)))
    return FieldError(_pointer(path), _CODES.get(kind, "malformed"), message, hint)


def _pointer(path: Sequence[object]) -> str:
    """Return a JSON pointer; a mistake in a name points at what the name stands for."""
    return "".join(pointer_step(step) for step in path if step != "[key]")
