# The commands of this project; `make` alone lists them. Every one sets up .venv first if need be.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
# Of PyTorch 2.6, pip finds the build of some gigabytes for GPUs alone: it is tested where one names it.
TORCH := $(shell sed -n 's/^torch==//p' requirements.lock)
LOWEST := .venv-lowest/torch-$(TORCH)
LATEX := latexmk xindy texlive-xetex texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended \
	texlive-fonts-extra fonts-dejavu-core fonts-dejavu-extra fonts-freefont-otf lmodern tex-gyre
BUILD := $(BIN)/jupyter-book build . -W -n --keep-going

# As many tests at a time as there are cores; more than four processes would only import torch.
WORKERS := --numprocesses=auto --maxprocesses=4
# Notebooks run two at a time and a sweep one run a core: more threads would only hinder.
export OMP_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help book pdf test lowest check lint kills planted pair reproduce replay bench clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile

book: $(INSTALLED) ## execute the notebooks and build the book: _build/html/index.html
	$(BUILD)

# LaTeX asks about an error if there is someone to ask, and latexmk remembers a failure. The last line lets the pages offer
# what the others made.
pdf: $(INSTALLED) ## the same as two PDFs, from the same execution (needs LaTeX and Chromium)
	@command -v latexmk >/dev/null && command -v xelatex >/dev/null && command -v chromium >/dev/null || { echo "make pdf \
	needs LaTeX and Chromium; on Debian: apt-get install chromium $(LATEX)" >&2; exit 1; }
	$(BUILD) --builder pdflatex < /dev/null || { rm -rf _build/latex; exit 1; }
	$(BUILD) --builder singlehtml
	$(BIN)/python book/print.py
	$(BUILD)
	@echo "The PDFs are _build/html/seqgraph.pdf, for paper, and _build/html/seqgraph-tagged.pdf"

test: $(INSTALLED) ## unit and property tests, a few minutes
	$(BIN)/pytest -rs $(WORKERS) -m "not book"

# Old versions meet newer ones of what they build on, and what these will drop one day is not for this book to change.
# An old scikit-learn deals the molecules into other folds: the golden runs on folds are of the lock.
lowest: $(LOWEST) ## the same tests with the lowest versions allowed, but the locked torch; TORCH=2.6.0 names another
	.venv-lowest/bin/pytest -rs $(WORKERS) -m "not book" -k "not (golden and Shift)" -W ignore::DeprecationWarning

check: $(INSTALLED) ## the tests of the built book: browser, notebooks, stale pages, PDF
	$(BIN)/pytest -rs -m book

lint: $(INSTALLED) ## ruff and pyright: style, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python

kills: $(INSTALLED) ## kill a process two hundred times while it writes a record: what is left?
	$(BIN)/python -m tests.runs.kills

planted: $(INSTALLED) ## plant bugs in a copy of the package, one by one: which does no test notice?
	$(BIN)/python tests/planted.py

pair: $(INSTALLED) ## write each notebook's .ipynb from its .md
	$(BIN)/python book/pair.py

reproduce: $(INSTALLED) ## train every run of the book that is not recorded yet
	$(BIN)/python -m seqgraph reproduce

replay: $(INSTALLED) ## retrain the first steps of the recorded runs and compare
	$(BIN)/python -m seqgraph replay

bench: $(INSTALLED) ## speed, as ratios against what one would use instead
	@for file in benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

clean: ## remove what was built, never runs/ nor .venv
	rm -rf _build .pytest_cache .hypothesis .ruff_cache
	find src tests book -name __pycache__ -type d -exec rm -rf {} +

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check -q -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check -q --no-deps -e .
	touch $@

$(LOWEST): requirements.lowest pyproject.toml
	rm -rf .venv-lowest
	$(PYTHON) -m venv .venv-lowest
	sed 's/^torch==.*/torch==$(TORCH)/' requirements.lowest | .venv-lowest/bin/pip install --disable-pip-version-check -q -r /dev/stdin
	.venv-lowest/bin/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	touch $@
