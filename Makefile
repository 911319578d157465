# SPDX-License-Identifier: Apache-2.0
# A newcomer needs two: `make demo` and `make test`. Nothing else has to be installed
# first but Python 3.11 or newer and make.

VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
NODE_MODULES := assets/node_modules/.installed
KERNELS := $(VENV)/.kernels
ASSETS := src/wasl/interfaces/web/static/vendor/manifest.json
ASSET_SOURCES := $(shell find assets -name node_modules -prune -o -type f -print)
DATA ?= data
PORT ?= 8080
TESTS ?=

.DELETE_ON_ERROR:
.PHONY: help demo test check bench format lock clean

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

demo: $(RUN) $(ASSETS) $(KERNELS) ## Install, start with an invented world, show it off, serve until stopped
	@exec $(BIN)/wasl --data $(DATA) up --demo --port $(PORT)

test: $(DEV) $(ASSETS) $(KERNELS) ## Install what tests need, and run them (TESTS="-k name" for some)
	@CHROME="$$(sh scripts/chromium.sh)" $(BIN)/pytest $(TESTS)

check: $(DEV) ## Look for faults without running: style, types, imports, catalogs, files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/catalogs.py check
	$(BIN)/python scripts/repository.py

bench: $(RUN) $(KERNELS) ## Measure this machine: a table, and JSON
	@$(BIN)/wasl bench all

format: $(DEV) ## Put the source in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV) ## Choose the newest allowed versions anew, and pin them with their hashes
	sh scripts/lock.sh

clean: ## Remove what was installed and built; data stay
	rm -rf $(VENV) assets/node_modules src/wasl/interfaces/web/static/vendor
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +

$(RUN): requirements.lock pyproject.toml scripts/install.sh
	@sh scripts/install.sh run

$(DEV): requirements-dev.lock requirements.lock pyproject.toml scripts/install.sh
	@sh scripts/install.sh dev

# Compiled once here, so that no process compiles while officers wait.
$(KERNELS): $(wildcard src/wasl/foundation/matching/*.py) | $(RUN)
	@echo "Compiling the names engine's kernels"
	@$(BIN)/python -c "from wasl.foundation.matching import warm; warm()"
	@touch $@

$(NODE_MODULES): assets/package.json assets/package-lock.json scripts/assets.sh | $(RUN)
	@sh scripts/assets.sh install

$(ASSETS): $(NODE_MODULES) $(ASSET_SOURCES) | $(RUN)
	@sh scripts/assets.sh build
