# Two commands for users: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV   ?= .venv
# Evaluation sets, which are not ours to commit; the benchmarks that need them are told where.
EVAL   ?= ../shared/eval
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: run test check fix bench gate soak train docs clean setup

run: setup
	$(BIN)/translate run corpus/

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.segmentation
	$(BIN)/python -m benchmarks.cleaning
	$(BIN)/python -m benchmarks.quality $(EVAL)/newstest.dev.tsv
	$(BIN)/python -m benchmarks.summaries --bbc $(EVAL)/bbc.dev.jsonl --cnn $(EVAL)/cnn.sample.jsonl --articles tests/articles

gate: setup
	$(BIN)/python -m tests.gate $(ARGS)

# Kills, floods and lock contests, ten and three minutes.
soak: setup
	$(BIN)/python -m tests.soak
	$(BIN)/python -m tests.soak.watch --changes 500 --seconds 180

# From the sentence pairs to models/starter-de-en; hours. See docs/model.md.
train: setup
	$(BIN)/python -m training --data ../shared/training --run ../training-run $(ARGS)

# The parts of the README that are printed by commands.
docs: setup
	WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/test_documentation.py -k write_the_generated

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache models/*/ctranslate2-*

setup: $(READY)

# pip first: an old one misses an extra of lxml that trafilatura needs.
$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[marian,eval]' --group dev
	touch $@
