# The daily commands. Every target makes the environment first where it is missing.
# Needed on the machine: Python 3.11 or newer, make, git.

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3.14 python3 2>/dev/null))
BIN    := .venv/bin
STAMP  := .venv/.installed
PORT   ?= 8080
# The compiled core: a wheel in dist/, and its core unpacked where `make test-fast` looks.
UNPACKED := $(CURDIR)/build/fast
SHIPPED  := $(shell find api catalogue cli examples grammar ledger orders pricing rules -type f -not -name '*.pyc')
# Test processes; two is what the slowest machine we promise times for has.
JOBS   ?= 2

.DEFAULT_GOAL := help
.PHONY: proof help setup demo test test-fast check golden bench bench-compare serve docs deep fast

help:  ## print this table
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' \
		| while IFS="$$(printf '\t')" read -r name does; do printf '  make %-14s %s\n' "$$name" "$$does"; done

$(STAMP): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo 'grosz needs Python 3.11 or newer on the PATH' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("grosz needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(STAMP)  ## make .venv from requirements.lock (once; again when the lock changes)

demo: $(STAMP)  ## start the example shop, price the same carts in three channels, explain one
	$(BIN)/grosz demo

test: $(STAMP)  ## every test
	$(BIN)/python -m pytest -n $(JOBS) tests

$(UNPACKED)/.made: $(STAMP) hatch_build.py $(SHIPPED)
	rm -rf $(UNPACKED) dist/grosz-*-cp*.whl
	@echo 'compiling the core; this takes a minute or two'
	@GROSZ_COMPILE=1 $(BIN)/python -W ignore -m hatchling build -t wheel -d dist
	@$(BIN)/python -c 'import glob, zipfile; \
		wheel = zipfile.ZipFile(glob.glob("dist/grosz-*-cp*.whl")[0]); \
		wheel.extractall("$(UNPACKED)", [n for n in wheel.namelist() if n.startswith(("pricing/", "grosz_core"))])'
	@touch $@

fast: $(UNPACKED)/.made  ## a wheel with the core compiled, in dist/ (needs a C compiler)
	@echo 'install it where Grosz runs, `grosz doctor` then says that the core is compiled:'
	@ls dist/grosz-*-cp*.whl | sed 's/^/  pip install --force-reinstall --no-deps /'

test-fast: $(UNPACKED)/.made  ## every test, with the compiled core
	GROSZ_CORE=compiled PYTHONSAFEPATH=1 PYTHONPATH=$(UNPACKED):$(CURDIR) \
		$(BIN)/python -m pytest -n $(JOBS) -o pythonpath='build/fast .' tests

check: $(STAMP)  ## format, lint, types, layers, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_tidy.py

golden: $(STAMP)  ## rewrite golden files, then show what changed
	-$(BIN)/python -m pytest -q -n $(JOBS) --update-golden tests
	git --no-pager diff --stat -- tests docs

bench: $(STAMP)  ## measure, beside other engines; under ten minutes; writes benchmarks/results
	$(BIN)/python -m benchmarks

bench-compare: $(STAMP)  ## count instructions; fail where there are a tenth more than saved
	$(BIN)/python -m benchmarks --compare

serve: $(STAMP)  ## the API with the example shop on port 8080, until Ctrl-C
	$(BIN)/grosz serve examples/sklep/rules --catalogue examples/sklep/catalogue --port $(PORT)

docs: $(STAMP)  ## write the generated pages of docs/reference again
	$(BIN)/python -m docs.generate

proof: $(STAMP)  ## kill ledgers hundreds of times under load; a table of what was lost (long)
	$(BIN)/python -m tests.ledger.proof

deep: $(STAMP)  ## every property with 20 000 examples, 100 000 baskets against the oracle (long)
	HYPOTHESIS_PROFILE=deep GROSZ_BASKETS=100000 $(BIN)/python -m pytest -n $(JOBS) tests
