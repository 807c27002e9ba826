# The commands of the product. `make` alone lists them.
# Everything below needs a Python of version 3.11 or newer, and nothing else prepared.
PYTHON ?= python3
PORT ?= 8000
VAR_DIR ?= var
export PORT VAR_DIR

PREPARE = command -v $(PYTHON) >/dev/null || { echo "Permanence needs Python 3.11 or newer; $(PYTHON) was not found." >&2; exit 1; }; \
  exec $(PYTHON) config/bootstrap.py
TOOL = .venv/bin/python -m
MYPY_TARGETS = core crypto audit outbox idempotency accounts telephony_adapters practices consent patients instructions booking calls online notifications privacy web config

.DEFAULT_GOAL := help
CHECKS = check-types check-style check-imports check-templates check-sizes check-promises check-migrations
.PHONY: help run test journeys check fix lock prove requirements bench $(CHECKS)

help:  ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 16

run:  ## start everything on http://localhost:PORT (PORT=8000, VAR_DIR=var); Ctrl-C stops it
	@$(PREPARE) run -m config.run

test:  ## the suite, on the embedded PostgreSQL, with the daily walks in a browser
	@$(PREPARE) dev -m config.run_tests $(ARGS)

journeys:  ## every walk through the screens in a browser, at the width of a desk and of a phone
	@$(PREPARE) dev -m config.run_tests tests/journeys $(ARGS)

check:  ## format, lint, types, import contracts, templates, migrations, file sizes
	@$(PREPARE) dev
	@$(MAKE) --no-print-directory -j2 $(CHECKS)

check-types:
	@$(TOOL) mypy $(MYPY_TARGETS)

check-style:
	@$(TOOL) ruff format --check .
	@$(TOOL) ruff check .

check-imports:
	@.venv/bin/lint-imports

check-templates:
	@$(TOOL) djlint --lint --quiet web

check-sizes:
	@$(TOOL) pytest -q tests/architecture/test_sizes.py

check-promises:
	@$(TOOL) config.requirements_table --check

check-migrations:
	@.venv/bin/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

fix:  ## reformat, and repair what the linter can repair
	@$(PREPARE) dev
	@$(TOOL) ruff format .
	@$(TOOL) ruff check --fix .

lock:  ## compile requirements/*.in into hash-locked requirements/*.txt
	@$(PREPARE) dev
	@for name in run dev node bench; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --output-file requirements/$$name.txt requirements/$$name.in || exit 1; done

prove:  ## the long proofs that the suite only samples
	@$(PREPARE) dev -m config.run_tests tests/prove -n 0 --timeout=0

bench:  ## what everything costs, each figure beside its floor; ARGS=--quick for a small one
	@$(PREPARE) bench -m bench $(ARGS)

requirements:  ## write docs/requirements.md: every promise of the sources, and the test that proves it
	@$(PREPARE) dev
	@$(TOOL) config.requirements_table
