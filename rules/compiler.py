"""Text to program: the whole compiler, one function for each step. Read this second.

Wrong text is a value: every step returns what it found and what it has to say about it. A step runs
only over what the ones before it let through, so one mistake is told once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from grammar.diagnostics import Diagnostic
from grammar.limits import DIAGNOSTICS_MAX
from grammar.parser import parse
from grammar.source import NOWHERE, Source
from grammar.syntax import File, TestBlock
from rules.consequences import without_consequences
from rules.contradictions import find_dead_promotions
from rules.digest import digest_of
from rules.emit import EmittedModule, emit
from rules.empty_sets import find_empty_sets
from rules.ir import Ruleset
from rules.lints import lint
from rules.lower import lower
from rules.meaning import check_meaning
from rules.meaning_declarations import check_declarations
from rules.messages.bundle import NoShop, NothingDeclared
from rules.names import Names, collect_names
from rules.passes import PASSES, Pass
from rules.program import CompiledProgram, link, link_reference
from rules.resolve import resolve_names
from rules.stages import check_stages
from rules.typecheck import check_types

LIST_SUFFIX: Final = ".csv"


@dataclass(frozen=True, slots=True)
class CompileResult:
    """Everything the compiler made of some sources, step by step.

    Attributes:
        sources: The texts, sorted by name.
        files: The syntax of the rule files, in the same order.
        names: Every declaration.
        ruleset: The typed form as lowered; ``None`` where names, types or sentences are wrong.
        optimised: The typed form after all passes.
        modules: The Python that was emitted.
        program: What prices carts; ``None`` after an error.
        diagnostics: What there is to say, by place; errors first to be kept when there is too much.
        omitted: How many more diagnostics there were.
        digest: Of the language version and every source.
    """

    sources: tuple[Source, ...]
    files: tuple[File, ...]
    names: Names
    diagnostics: tuple[Diagnostic, ...]
    digest: str
    ruleset: Ruleset | None = None
    optimised: Ruleset | None = None
    modules: tuple[EmittedModule, ...] = ()
    program: CompiledProgram | None = None
    omitted: int = 0

    @property
    def tests(self) -> tuple[TestBlock, ...]:
        """The test blocks, files by name."""
        return tuple(self.names.tests)

    @property
    def has_errors(self) -> bool:
        """Whether the sources make no program."""
        return self.program is None


def compile_sources(
    sources: Sequence[Source],
    *,
    attributes: Collection[str] | None = None,
    reference: bool = False,
    passes: Sequence[Pass] = PASSES,
) -> CompileResult:
    """Compile the rule files of one shop.

    Args:
        sources: Files of the language, and lists of products (``*.csv``) that they name; their
            order changes nothing.
        attributes: Columns of the catalogue; without them any attribute is taken on trust.
        reference: Make the program of the plain evaluator instead of emitted code.
        passes: What simplifies the typed form; tests leave some out.

    Returns:
        Every intermediate result; ``program`` is ``None`` where a diagnostic is an error.
    """
    ordered = tuple(sorted(sources, key=lambda source: source.name))
    rules = tuple(source for source in ordered if not source.name.endswith(LIST_SUFFIX))
    lists = {one.name: one.text for one in ordered if one.name.endswith(LIST_SUFFIX)}
    digest = digest_of(rules, lists)
    syntax, found = parse_sources(rules)
    names, more = collect_names(syntax, attributes=attributes, lists=lists)
    found += more
    found += without_consequences(check(names, rules), found, names)
    result = CompileResult(ordered, syntax, names, (), digest)
    if any(one.is_error for one in found):
        return _told(result, found)

    ruleset = lower(names, ordered)
    optimised = run_passes(ruleset, passes)
    found += check_lowered(names, ruleset, optimised)
    result = replace(result, ruleset=ruleset, optimised=optimised)
    if any(one.is_error for one in found):
        return _told(result, found)

    if reference:
        return _told(replace(result, program=link_reference(ruleset, digest)), found)
    modules = emit(optimised, ordered)
    program = link(optimised, modules, digest)
    return _told(replace(result, modules=modules, program=program), found)


def parse_sources(sources: Sequence[Source]) -> tuple[tuple[File, ...], list[Diagnostic]]:
    """Read every file; what cannot be read is told and the rest is kept."""
    parsed = [parse(source) for source in sources]
    return (
        tuple(one.file for one in parsed),
        [diagnostic for one in parsed for diagnostic in one.diagnostics],
    )


def check(names: Names, sources: Sequence[Source]) -> list[Diagnostic]:
    """Check names, types and meaning; none of these steps depends on another."""
    found = check_bundle(names, sources)
    found += resolve_names(names)
    found += check_types(names)
    found += check_meaning(names)
    found += check_declarations(names)
    found += check_stages(names)
    return found


def check_lowered(names: Names, ruleset: Ruleset, optimised: Ruleset) -> list[Diagnostic]:
    """Find what contradicts itself, and what is allowed and probably not meant."""
    found = find_empty_sets(names)
    found += find_dead_promotions(ruleset, optimised)
    found += lint(names, ruleset)
    return found


def check_bundle(names: Names, sources: Sequence[Source]) -> list[Diagnostic]:
    """Check that there is a shop, and anything at all."""
    if names.shop is not None:
        return []
    place = sources[0].span(0, 0) if sources else NOWHERE
    if names.is_empty:
        return [NothingDeclared(place).diagnostic()]
    return [NoShop(names.first_declaration or place).diagnostic()]


def run_passes(ruleset: Ruleset, passes: Sequence[Pass]) -> Ruleset:
    """Simplify the typed form, one pass after another."""
    for one in passes:
        ruleset = one(ruleset)
    return ruleset


def sort_diagnostics(found: Sequence[Diagnostic]) -> tuple[tuple[Diagnostic, ...], int]:
    """Sort by file, place and code; where there are too many, errors are kept before warnings."""
    unique = list(dict.fromkeys(found))
    kept = sorted(unique, key=lambda one: (not one.is_error, one.order))[:DIAGNOSTICS_MAX]
    return tuple(sorted(kept, key=lambda one: one.order)), len(unique) - len(kept)


def _told(result: CompileResult, found: Sequence[Diagnostic]) -> CompileResult:
    kept, omitted = sort_diagnostics(found)
    return replace(result, diagnostics=kept, omitted=omitted)
