# FieldAudit: every target runs in .venv, made from hash-pinned requirements.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup run test check demo bench bench-long pictures pin clean

setup: $(STAMP)

$(STAMP): requirements/run.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "FieldAudit needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/dev.txt
	@touch $@

run: setup
	@$(BIN)/python -m fieldaudit

# One process for each core, which takes over what another has left; programs that tests start load what was compiled once.
test: setup
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

demo: setup
	@rm -rf demo
	$(BIN)/python -m fieldaudit demo demo

bench: setup
	$(BIN)/python -m tests.benchmarks.start
	$(BIN)/python -m tests.benchmarks.forms
	$(BIN)/python -m tests.benchmarks.vault
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.window
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.attach

# Power cuts, kills and refusing disks take a quarter of an hour on an idle machine, fuzzing two hours (Linux, strace).
bench-long: setup
	$(BIN)/python -m tests.benchmarks.exchange
	$(BIN)/python -m tests.benchmarks.power_cut 1000
	$(BIN)/python -m tests.benchmarks.vault_kill 300
	$(BIN)/python -m tests.benchmarks.disk_faults
	$(BIN)/python -m tests.fuzz.forms --minutes 60
	$(BIN)/python -m tests.fuzz.packages --minutes 60
	$(BIN)/python -m tests.fuzz.packages_team --minutes 20
	$(BIN)/python -m tests.fuzz.packages_cuts --places 1000

pictures: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_run out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_backup out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_given out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_roster out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_statements out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_compare out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_team out/pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.desktop.pictures_intake out/pictures

# Renews the hash-pinned files from requirements/*.in (needs pip-tools in the environment).
pin:
	cd requirements && for set in run dev; do \
		../$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host \
			--no-emit-find-links --output-file $$set.txt $$set.in; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache demo out
