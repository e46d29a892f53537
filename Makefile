# `make report` and `make test` do all the set-up; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := .venv-bench

.PHONY: help report test check matrix docs notebooks bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make report   install and analyse corpus/ into out/"
	@echo "make test     install and run every test and check"
	@echo "make check    the checks without the tests: format, lint, types, layers"
	@echo "make matrix   the tests on every Python and with the oldest and newest packages permitted (an hour)"
	@echo "make docs     build the manual into out/manual"
	@echo "make notebooks  run the notebooks again and write their outputs into them"
	@echo "make bench    measure the library beside its peers, an hour or two; make bench QUICK=1 takes some minutes"
	@echo "make lock     renew requirements.lock from pyproject.toml"
	@echo "make clean    remove what was made"
	@echo "PYTHON=python3.12 chooses another Python (3.11 to 3.13)"

report: $(READY)
	$(BIN)/reportnlp report corpus/sample -o out
	@echo "Open out/report.html; the tables are in out/*.csv, how each was made in out/*.provenance.json."

test: check
	$(BIN)/pytest --cov -n auto --dist loadfile

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Its environments are its own, in out/matrix; ONLY="3.11-core 3.13" chooses some.
matrix: $(READY)
	$(BIN)/python scripts/matrix.py $(if $(ONLY),--only $(ONLY))

docs: $(READY)
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --fresh-env docs out/manual
	@echo "Open out/manual/index.html."

# Everything is pinned with hashes; the package itself is installed from src/, so edits count at once.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed and '$(PYTHON)' is none; say which: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "This Python cannot make an environment; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV); this takes a few minutes the first time."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The test suite runs them too, and compares; this writes what they give now.
notebooks: $(READY)
	$(BIN)/python scripts/notebooks.py

# The peers of the benchmarks have an environment of their own. A full run writes docs/benchmarks.md and the README.
bench: $(PEERS)/.ready
	$(PEERS)/bin/python benchmarks/suite.py $(if $(QUICK),--quick,--write)

$(PEERS)/.ready: benchmarks/requirements.txt requirements.lock $(READY)
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	xargs -n 1 $(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check < benchmarks/requirements.txt || \
	  echo "Some peers could not be installed; the table says which are missing."
	@touch $@

# One version for every Python where there is one: with another NumPy scikit-learn gives other last digits.
lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --quiet --all-extras --universal --python-version 3.11 --upgrade \
	  --fork-strategy fewest \
	  --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate --output-file requirements.lock

clean:
	rm -rf $(VENV) $(PEERS) out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage
