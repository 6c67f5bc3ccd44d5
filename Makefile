# Everything happens in .venv and tests/tools, from locked packages; nothing else is installed, but
# for a browser and servers that tests need, in some cases (see setup-browser and setup-hosts). A stamp
# file says that a step is done: it is done again only when what it was made from changes.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

# The first Python from 3.11 to 3.14 on the path; `make PYTHON=/path/to/python test` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' \
	2>/dev/null && { echo "$$python"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
TOOLS := tests/tools
NODE_MODULES := $(TOOLS)/node_modules/.stamp
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# A lock names everything, so nothing is looked for beside it: pip 23 would take the newest of a package
# that is asked for with an extra (coverage[toml]), find no hash for it, and stop.
LOCKED := $(INSTALL) --no-deps --require-hashes --only-binary :all: -r

# How many tests run side by side, and what else to tell pytest: make test PYTEST='-k feeds'
WORKERS ?= auto
PYTEST ?=
# What else to tell the preview: make preview SERVE='--port 8001'
SERVE ?=
# And the benchmark: make bench BENCH='--growth 1000 100000'
BENCH ?=

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# -- the publication -------------------------------------------------------------------------------

.PHONY: preview
preview: $(VENV)/.runtime ## set up, build the demo publication and serve it with live reload
	@$(BIN)/tahlil serve $(SERVE) || test $$? -eq 130  # Ctrl+C

.PHONY: build
build: $(VENV)/.runtime ## set up and build the demo publication into public/
	@$(BIN)/tahlil build

# -- proof -----------------------------------------------------------------------------------------

.PHONY: test
test: setup setup-browser setup-hosts ## set up and run all tests but the soak, with coverage
	@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		--cov --cov-report term \
		--durations 10 --durations-min 2 $(PYTEST)

.PHONY: soak
soak: setup setup-browser setup-hosts ## run the slow tests
	@$(BIN)/python -m pytest -m slow -o faulthandler_timeout=7200 $(PYTEST)

.PHONY: faults
faults: setup setup-browser ## run the tests of the table of faults and write tests/faults.md
	@$(BIN)/python -m tests.tools.faults $(PYTEST)

.PHONY: golden
golden: setup ## write the golden files of tests/ anew; read the diff before committing it
	@$(BIN)/python -m pytest --refresh -q -m 'not slow and not browser' $(PYTEST)

.PHONY: fonts
fonts: setup ## cut the typefaces of assets/fonts anew, after a change in tests/tools/typefaces.py
	@$(BIN)/python -m tests.tools.typefaces

.PHONY: lint
lint: setup ## check style and types: ruff, mypy, stylelint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m tests.tools.programs stylelint assets

.PHONY: format
format: setup ## let ruff lay out the code and mend what it safely can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# -- speed -----------------------------------------------------------------------------------------

RUN_BENCH := $(BIN)/python -m tests.benchmark.bench

.PHONY: bench
bench: $(VENV)/.bench ## measure builds and preview beside Hugo's at 10,000 articles; write RESULTS.md
	@$(RUN_BENCH) --growth 1000 --output tests/benchmark/RESULTS.md $(BENCH)

.PHONY: bench-quick
bench-quick: $(VENV)/.bench ## the same at 1,000 articles, printed only
	@$(RUN_BENCH) --articles 1000 --runs 3 --related-runs 1 $(BENCH)

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	@echo "Installing Hugo into $(VENV) ..." && $(LOCKED) requirements-bench.lock
	@touch $@

# -- setting up ------------------------------------------------------------------------------------

.PHONY: setup
setup: $(VENV)/.dev $(NODE_MODULES) ## set up .venv and tests/tools with all that the tests need

.PHONY: setup-browser
setup-browser: $(NODE_MODULES) ## find a Chromium for the browser tests, or get one; CI cannot do without
	@$(BIN)/python -m tests.tools.browser || test -z "$$CI"

.PHONY: setup-hosts
setup-hosts: $(VENV)/.dev ## find nginx, Apache and sshd for the tests, or get them; CI cannot do without
	@$(BIN)/python -m tests.tools.hosts || test -z "$$CI"

$(VENV)/.python:
	@test -n "$(PYTHON)" || \
		{ echo "make: no Python 3.11 to 3.14 with its venv module was found" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(VENV)/.python
	@echo "Installing tahlil into $(VENV) ..."
	@$(LOCKED) requirements.lock
	@$(INSTALL) --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-comments.lock $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) ..."
	@$(LOCKED) requirements-dev.lock
	@$(INSTALL) --no-deps --require-hashes --no-build-isolation --no-binary isso -r requirements-comments.lock
	@touch $@

$(NODE_MODULES): $(TOOLS)/package-lock.json $(TOOLS)/.npmrc | $(VENV)/.dev
	@echo "Installing the checkers into $(TOOLS)/node_modules ..."
	@$(BIN)/python -m tests.tools.programs install
	@touch $@

# -- keeping house ---------------------------------------------------------------------------------

# The locks name versions and digests, and no place to fetch them from. uv keeps what is locked and
# still fits; `make lock UPGRADE=--upgrade` takes the newest of everything.
COMPILE = $(VENV)/.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --only-binary :all: --custom-compile-command 'make lock' $(UPGRADE)

.PHONY: lock
lock: $(VENV)/.python ## work out the lock files anew from pyproject.toml and tests/tools/package.json
	@$(BIN)/python -m venv $(VENV)/.lock
	@$(VENV)/.lock/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@$(COMPILE) --group build --output-file requirements.lock pyproject.toml
	@$(COMPILE) --group build --group dev --group isso --extra cluster --extra docx --extra import --extra deploy \
		--no-binary isso --no-emit-package isso --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml
	@$(COMPILE) --group isso --no-deps --no-binary isso --output-file requirements-comments.lock
	@$(COMPILE) --group bench --output-file requirements-bench.lock
	@$(MAKE) $(VENV)/.dev
	@$(BIN)/python -m tests.tools.programs lock

.PHONY: clean
clean: ## remove what is made from the sources; `make distclean` removes what is installed too
	rm -rf public .cache dist build .coverage .coverage.* htmlcov .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis
	find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean
	rm -rf $(VENV) $(TOOLS)/node_modules $(TOOLS)/.chromium
