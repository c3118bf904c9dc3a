# `make demo` and `make test` set up what they need in .venv, and need nothing else but Python.
.PHONY: help demo test quick interop lint format docs lock clean
.DEFAULT_GOAL := help

# The newest Python from 3.11 on; name another with `make PYTHON=…`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
# Dots are for short runs; this one says how far it is, and at its end what took longest.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal -p tests.support.progress
# The rooms that need neither network nor processes.
PURE := text model discover extract archive store test_config.py test_house.py
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help:
	@echo "make demo   crawl, archive, extract, store and replay an invented news site"
	@echo "make test   run all tests: minutes"
	@echo "make quick  run the tests that need no crawl, without the slowest: under a minute"
	@echo "make interop  the archive, read by warcio, cdxj-indexer, wacz and pywb"
	@echo "make lint   style, types"
	@echo "make docs   the pages that are made from the code, anew"
	@echo "make lock   pin the newest allowed versions of all packages"

demo: .venv/core
	@$(BIN)/newscrawler demo

test: .venv/dev
	@echo "All tests: about 5 minutes on two idle cores."
	@$(PYTEST) --durations 10 --durations-min 1

quick: .venv/dev
	@$(PYTEST) --hypothesis-profile quick -m "not slow" $(addprefix tests/,$(PURE))

interop: .venv/dev .venv/interop/made
	$(BIN)/python -m pytest tests/interop

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/core
	$(BIN)/python docs/generate.py

.venv/made:
	@test -n "$(PYTHON)" || { echo "newscrawler needs Python 3.11 or newer with its venv module" \
		"(Debian, Ubuntu: apt install python3-venv)." >&2; exit 2; }
	@echo "Setting up .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/core: .venv/made requirements.lock pyproject.toml
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

.venv/dev: .venv/core requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Its own environment: pywb brings a module that breaks Scrapy's.
.venv/interop/made: .venv/made requirements-interop.lock
	@echo "Setting up .venv/interop"
	@$(PYTHON) -m venv .venv/interop
	@.venv/interop/bin/python -m pip --disable-pip-version-check --quiet install \
		--require-hashes -r requirements-interop.lock
	@touch $@

lock: .venv/dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --upgrade --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --extra parquet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --quiet \
		-o requirements-dev.lock
	$(BIN)/uv pip compile --group interop --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --upgrade --quiet -o requirements-interop.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache *.egg-info
