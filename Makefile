# `make demo` and `make test` do all of their own set-up; it runs again only when what it depends on has changed.
#
#   make PYTHON=python3.12 test                                               choose the interpreter
#   PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make demo        the small CPU build of torch, on Linux

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
SUPPORTED := import sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUPPORTED)' 2>/dev/null && echo $$python && break; done)
# What is imported is compiled then; compiling all of torch and transformers beforehand takes half a minute more.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install --no-compile --constraint constraints.txt
# Two processes of one thread each beat one of two threads: most tests are too small to share.
WORKERS ?= 2

TARGET ?= bvh
MINUTES ?= 30

.PHONY: help demo test long fuzz bench pictures lint format clean

help:
	@echo "make demo    set up, then answer questions about motions and a video in examples/"
	@echo "make test    set up, then lint, formatting, types, tests"
	@echo "make bench   set up, then measure speed and memory beside peers and floors (BENCH=--quick: a minute)"
	@echo "make long    the tests that take minutes: kills, memory, damaged models, more ways to run several processes"
	@echo "make fuzz    one reader against a fuzzer: make fuzz TARGET=npz MINUTES=30 (the targets: tests/fuzz/targets.py)"
	@echo "make pictures  draw the README's picture again"
	@echo "make format  rewrite the code in the project's format"
	@echo "make clean   remove the environment and all caches"

# Where nothing compiled is kept (PYTHONDONTWRITEBYTECODE, as in containers), each start compiles torch again.
demo: export PYTHONDONTWRITEBYTECODE :=
demo: $(VENV)/runtime
	@$(BIN)/humocon ask examples/jump.bvh "Is the person jumping?"
	@echo
	@$(BIN)/humocon ask examples/wave_left.npz "Which hand does the person wave with, and how often?"
	@echo
	@$(BIN)/humocon ask examples/jump.mp4 "Is the person jumping?"

test: lint
	@echo "== tests"
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --quiet --numprocesses $(WORKERS)

pictures: $(VENV)/runtime
	@$(BIN)/humocon ask examples/jump.mp4 "When does the person jump, and how high?" --save-overlay docs/pictures/jump.gif

# Pages that are given back to the system and taken anew made outliers of up to 80 times.
bench: $(VENV)/dev
	@OMP_NUM_THREADS=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 \
		PYTHONPATH=.:models $(BIN)/python -m benchmarks $(BENCH)

long: $(VENV)/dev
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --quiet -m long --timeout 3600

fuzz: $(VENV)/fuzz
	@OMP_NUM_THREADS=1 $(BIN)/python tests/fuzz/fuzz.py $(TARGET) --minutes $(MINUTES)

lint: $(VENV)/dev
	@echo "== lint and formatting"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "== types"
	@$(BIN)/pyright --pythonpath $(BIN)/python

format: $(VENV)/dev
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV) dist .pytest_cache .hypothesis .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/created:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c '$(SUPPORTED)'; then \
		echo "HuMoCon needs Python 3.11 or newer, with the venv module. Install one and name it: make PYTHON=python3.12"; \
		exit 1; fi
	@echo "== environment in $(VENV) ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/runtime: $(VENV)/created pyproject.toml constraints.txt
	@echo "== packages (the first time this downloads torch and takes minutes)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/dev: $(VENV)/created pyproject.toml constraints.txt
	@echo "== packages for development (the first time this downloads torch and takes minutes)"
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/runtime $@

$(VENV)/fuzz: $(VENV)/dev
	@echo "== packages for fuzzing"
	@$(PIP) --editable '.[dev,fuzz]'
	@touch $@
