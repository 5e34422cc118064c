# The verbs of the house: setup, run, test, test-postgres, bench, lint, clean.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/.installed
SPARK_VENV := .venv-spark
SPARK_STAMP := $(SPARK_VENV)/.installed
PIP := -m pip install --quiet --disable-pip-version-check --no-input
export DJANGO_SETTINGS_MODULE := samre.config.settings

.DEFAULT_GOAL := help
.PHONY: help setup css run test test-postgres lint bench clean

help: ## Says what the verbs do.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | column -t -s "$$(printf '\t')"

setup: $(STAMP) ## Makes .venv from the hashed lock: the command samre and all tools.

$(STAMP): requirements.lock pyproject.toml scripts/make_venv.sh
	@PYTHON="$(PYTHON)" scripts/make_venv.sh $(VENV)
	@echo "Installerar paketen i requirements.lock (första gången tar det någon minut) …"
	@$(BIN)/python $(PIP) --require-hashes -r requirements.lock
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

css: $(STAMP) ## Builds the style sheet; does nothing when nothing has changed.
	@$(BIN)/python scripts/build_css.py

run: export SAMRE_DEMO ?= 1
run: $(STAMP) css ## Starts the program on 127.0.0.1:PORT (default 8000) with demo data.
	@scripts/system_packages.sh run
	@$(BIN)/samre database prepare
	@$(BIN)/samre demo || true
	@exec $(BIN)/python scripts/serve.py $(PORT)

test: $(STAMP) css ## Checks everything, browser tests included.
	@scripts/system_packages.sh test
	@fallen=0; { scripts/system_packages.sh spark && $(MAKE) --no-print-directory $(SPARK_STAMP); } || fallen=1; \
	  $(MAKE) --no-print-directory lint || fallen=1; \
	  $(BIN)/pytest -n 2 -rs || fallen=1; exit $$fallen

# Once is enough: the import contracts keep these from any database, or they read the source, or start databases of their own.
ASKS_NO_DATABASE := pathway certificate identifiers carriers outside docs consistency speed

# A browser sees the same pages whichever database is below; a few journeys are walked on both.
# LEFT_OUT: more folders of tests to leave out.
test-postgres: $(STAMP) css ## All that can touch a database once more, on a throw-away PostgreSQL.
	@scripts/system_packages.sh test
	@scripts/postgres.sh run $(BIN)/pytest -n 2 -rs -m "not browser or both_databases" $(patsubst %,--ignore=tests/%,$(ASKS_NO_DATABASE) $(LEFT_OUT))

lint: $(STAMP) ## Lint, types, import contracts, dependencies, security.
	@scripts/lint.sh $(BIN)

bench: $(STAMP) $(BENCH_STAMP) $(SPARK_STAMP) css ## Measures speed beside its peers; prints a table and writes var/bench.json.
	@$(BIN)/python -m bench

$(BENCH_STAMP): requirements-bench.lock scripts/make_venv.sh
	@PYTHON="$(PYTHON)" scripts/make_venv.sh $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python $(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

$(SPARK_STAMP): requirements-spark.lock scripts/make_venv.sh
	@scripts/system_packages.sh spark
	@PYTHON="$(PYTHON)" scripts/make_venv.sh $(SPARK_VENV)
	@echo "Installerar Spark i $(SPARK_VENV) (460 MB hämtas första gången) …"
	@$(SPARK_VENV)/bin/python $(PIP) --require-hashes -r requirements-spark.lock
	@touch $@

clean: ## Removes what the other verbs made, the environments too.
	rm -rf $(VENV) $(BENCH_VENV) $(SPARK_VENV) .venv-node node_modules var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
