# Every target sets up what it needs; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
COVERAGE := .coverage.txt
WORKFLOWS := .github/workflows src/audition/usecases/starter/project/github/workflows

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt bench bench-verdicts bench-graders clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: $(READY) ## play the recorded trials of both suites, compare their variants, write the reports
	@$(BIN)/audition run boat-hire --report reports/demo-boat-hire
	@echo
	@$(BIN)/audition run account-manager --report reports/demo

test: $(READY_DEV) ## run every test, and say which share of the lines they ran
	@$(BIN)/python -m slipcover --source src/audition --skip-covered --out $(COVERAGE) -m pytest -q -n auto tests
	@awk 'END {print "Of " $$2 " lines of src/audition the tests ran " $$4 " %; the others are in $(COVERAGE)"}' $(COVERAGE)
	@$(BIN)/python -m pytest -q evals

check: $(READY_DEV) ## lint, types, floors, workflows and the definitions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/zizmor --offline --quiet action.yml $(WORKFLOWS)
	@if command -v actionlint >/dev/null; then actionlint $(WORKFLOWS:%=%/*.yml); else echo "no actionlint here: zizmor and the tests looked at the workflows"; fi
	@$(BIN)/audition check

fmt: $(READY_DEV) ## format, mend what ruff can, write the reference anew
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m scripts.reference

bench: $(READY_DEV) ## print the speed figures (minutes; run by hand)
	@$(BIN)/python -m bench

bench-verdicts: $(READY_DEV) ## simulate the verdicts and print their error rates (minutes; run by hand)
	@$(BIN)/python -m bench.verdicts

bench-graders: $(READY_DEV) ## hold judge, checks and finders to what is known of the recorded works; write docs/grader-figures.md (minutes)
	@$(BIN)/python -m bench.graders > docs/grader-figures.md

clean: ## remove what the targets made
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis $(COVERAGE)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "audition needs Python 3.11 or newer: make demo PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/python
	@echo "Installing audition into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(READY_DEV): pyproject.toml | $(BIN)/python
	@echo "Installing audition and its development tools into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(READY)
