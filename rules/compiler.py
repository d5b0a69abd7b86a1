"""Text to program: the whole compiler, one function for each step. Read this second.

Wrong text is a value: every step returns what it found and what it has to say about it. A step runs
only over what the ones before it let through, so one mistake is told once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from grammar.diagnostics import Diagnostic
from grammar.limits import DIAGNOSTICS_MAX
from grammar.source import Source
from grammar.syntax import File, TestBlock
from rules.checks import Checked, check_part, check_whole
from rules.collecting import without_collections
from rules.consequences import without_consequences
from rules.contradictions import find_death
from rules.digest import digest_of
from rules.emit import EmittedModule, emit
from rules.empty_sets import find_empty_sets
from rules.filing import filing_of
from rules.ir import Rule, Ruleset
from rules.lints import lint, lint_promotion
from rules.lower import lower
from rules.names import Names, collect_names
from rules.passes import PASSES, Pass
from rules.program import CompiledProgram, Linker, link, link_reference
from rules.workspace import Before, Linked, Made, Parsed, Workspace

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
    program: CompiledProgram | None = None
    omitted: int = 0

    @property
    def tests(self) -> tuple[TestBlock, ...]:
        """The test blocks, files by name."""
        return tuple(self.names.tests)

    @property
    def modules(self) -> tuple[EmittedModule, ...]:
        """The Python that was emitted, as a person reads it; written when it is asked for."""
        if self.program is None or self.optimised is None:
            return ()
        return emit(self.optimised)

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
    workspace: Workspace | None = None,
) -> CompileResult:
    """Compile the rule files of one shop.

    Args:
        sources: Files of the language, and lists of products (``*.csv``) that they name; their
            order changes nothing.
        attributes: Columns of the catalogue; without them any attribute is taken on trust.
        reference: Make the program of the plain evaluator instead of emitted code.
        passes: What simplifies the typed form; tests leave some out.
        workspace: What an earlier compilation remembered; with it only what changed is compiled.

    Returns:
        Every intermediate result; ``program`` is ``None`` where a diagnostic is an error.
    """
    with without_collections():
        return _compile(
            tuple(sorted(sources, key=lambda source: source.name)),
            workspace if workspace is not None else Workspace(),
            tuple(attributes) if attributes is not None else None,
            tuple(passes),
            reference=reference,
        )


def _compile(
    ordered: tuple[Source, ...],
    workspace: Workspace,
    attributes: tuple[str, ...] | None,
    passes: tuple[Pass, ...],
    *,
    reference: bool,
) -> CompileResult:
    rules = tuple(source for source in ordered if not source.name.endswith(LIST_SUFFIX))
    lists = {one.name: one.text for one in ordered if one.name.endswith(LIST_SUFFIX)}
    parsed = workspace.parse_all(rules)
    digest = digest_of(((one.source.text, one.digest) for one in parsed), lists)
    syntax = tuple(one.file for one in parsed)
    found = [diagnostic for one in parsed for diagnostic in one.diagnostics]
    names, checked, wrong = check(workspace, parsed, attributes, lists, passes)
    found += wrong
    result = CompileResult(ordered, syntax, names, (), digest)
    if any(one.is_error for one in found):
        return _told(result, found)

    before = workspace.before
    ruleset, lowering = lower(
        names, ordered, before.lowering if before else None, workspace.touched
    )
    made, optimised = optimise(ruleset, names, workspace, passes)
    found += find_empty_sets(names, lowering.table)
    found += [one.diagnostic() for one in lint(names, [part.uses for part in checked])]
    found += [diagnostic for one in made for diagnostic in one.diagnostics]
    result = replace(result, ruleset=ruleset, optimised=optimised)
    if any(one.is_error for one in found):
        return _told(result, found)

    if reference:
        return _told(replace(result, program=link_reference(ruleset, digest)), found)
    linker = Linker(optimised, workspace.workshop)
    linked = tuple([
        one if isinstance(one, Linked) and one.promotion.number == number
        else link_rule(one, number, optimised, linker)
        for number, one in enumerate(made)
    ])  # fmt: skip
    index = workspace.index_of(linked)
    parts = tuple([one.names for one in parsed if one.names is not None])
    workspace.keep(Before(parts, names, lowering, linked, index))
    promotions = tuple([one.promotion for one in linked])
    program = link(optimised, promotions, index, linker, digest)
    return _told(replace(result, program=program), found)


def check(
    workspace: Workspace,
    parsed: Sequence[Parsed],
    attributes: tuple[str, ...] | None,
    lists: Mapping[str, str],
    passes: tuple[Pass, ...],
) -> tuple[Names, list[Checked], list[Diagnostic]]:
    """Check names, types and meaning, file by file; none of these steps depends on another."""
    parts = [one.names for one in parsed if one.names is not None]
    # Who bears a name that is taken twice in one file, its own declarations do not say.
    joined = (
        workspace.enter(parts, attributes, lists, passes) if len(parts) == len(parsed) else None
    )
    found: list[Diagnostic] = []
    if joined is not None:
        names = joined
        checked = workspace.check(names, parsed)
    else:
        files = [one.file for one in parsed]
        names, found = collect_names(files, attributes=attributes, lists=lists)
        checked = [check_part(names, names)]
    wrong = [diagnostic for part in checked for diagnostic in part.diagnostics]
    wrong += check_whole(names, checked, [one.source for one in parsed])
    unread = [diagnostic for one in parsed for diagnostic in one.diagnostics]
    return names, checked, found + without_consequences(wrong, unread + found, names)


def optimise(
    ruleset: Ruleset, names: Names, workspace: Workspace, passes: Sequence[Pass]
) -> tuple[list[Made], Ruleset]:
    """Simplify every rule that is new, and look for what contradicts itself in it."""
    made = workspace.made_before(ruleset.rules)
    fresh = tuple(rule for one, rule in zip(made, ruleset.rules, strict=True) if one is None)
    simpler = run_passes(replace(ruleset, rules=fresh), passes)
    new = iter([_made(*pair, names, ruleset) for pair in zip(fresh, simpler.rules, strict=True)])
    whole = [next(new) if one is None else one for one in made]
    return whole, replace(simpler, rules=tuple([one.optimised for one in whole]))


def _made(rule: Rule, simpler: Rule, names: Names, ruleset: Ruleset) -> Made:
    death = find_death(simpler, ruleset)
    found = [death] if death is not None else []
    block = names.promotions.get(rule.id)
    if block is not None:  # points that are spent are a rule too, and no promotion
        found += lint_promotion(block, rule, ruleset.shop)
    return Made(rule, simpler, tuple(one.diagnostic() for one in found))


def link_rule(made: Made, number: int, ruleset: Ruleset, linker: Linker) -> Linked:
    """Put a promotion at a position of a program; what was linked before only moves there."""
    if isinstance(made, Linked):
        return replace(made, promotion=replace(made.promotion, number=number))
    rule = made.optimised
    promotion = linker.promotion(number, rule)
    return Linked(made.rule, rule, made.diagnostics, filing_of(rule, ruleset), promotion)


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
