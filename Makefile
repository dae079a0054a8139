# What is done to the project from outside. `make` alone prints the list.
# A stamp in .venv says which requirements are installed, so that a second run installs nothing.

PYTHON ?= python3
UV ?= uv
PORT ?= 8000
PYTEST_ARGS ?=
LOCK_ARGS ?=
BENCH_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
SITE := build/site

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help site test serve bench lint lock clean distclean built

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  PYTHON=$(PYTHON)  PORT=$(PORT)  PYTEST_ARGS=$(PYTEST_ARGS)  UV=$(UV)  LOCK_ARGS=$(LOCK_ARGS)  BENCH_ARGS=$(BENCH_ARGS)"; echo "  as in: make test PYTEST_ARGS='-k figure', make bench BENCH_ARGS=--live"

site: built ## environment, locked dependencies, and the site in build/site
	@echo
	@echo "The site is in $(SITE)/ (English in $(SITE)/en/, French in $(SITE)/fr/)."
	@echo "To look at it: make serve, then http://localhost:$(PORT)/"

test: $(VENV)/.development ## the same environment with development tools, then every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

serve: built ## build the site and serve it on this machine, until Ctrl-C
	@echo "http://localhost:$(PORT)/ shows $(SITE)/; Ctrl-C ends it"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

bench: $(VENV)/.development ## print the table of measured times
	$(BIN)/python tests/bench/bench.py $(BENCH_ARGS)

lint: $(VENV)/.development ## style, format, types, declarations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/portrait lint

# Versions already locked are kept where they still fit; LOCK_ARGS=--upgrade takes the newest.
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(LOCK_ARGS)
lock: ## resolve pyproject.toml into requirements.txt and requirements-dev.txt (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv; install it, or name it with UV=" >&2; exit 1; }
	echo setuptools | $(UV) $(LOCK) pyproject.toml - -o requirements.txt >/dev/null
	$(UV) $(LOCK) -c requirements.txt --group dev pyproject.toml -o requirements-dev.txt >/dev/null

clean: ## remove what was built, and the tools' caches
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find pipelines tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environment too
	rm -rf $(VENV) *.egg-info

built: $(VENV)/.runtime
	$(BIN)/portrait build

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Portrait needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) -V 2>&1 || true)" >&2; \
	  echo "Name a newer one, as in: make site PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.runtime: $(VENV)/pyvenv.cfg requirements.txt pyproject.toml
	@echo "Installing the locked dependencies; the first time takes a few minutes"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# requirements-dev.txt holds everything that requirements.txt does, so both stamps are set.
$(VENV)/.development: $(VENV)/pyvenv.cfg requirements-dev.txt pyproject.toml
	@echo "Installing the locked dependencies and development tools; the first time takes a few minutes"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.runtime $@
