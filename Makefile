# thermal-stt: `make` reproduces the paper's figures, `make help` lists the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
CORES ?= 2
LOCK := envs/requirements.txt
RUN := .venv/bin/
QUIET = $(shell [ -t 2 ] || echo --quiet)  # progress on a terminal, and none in a log

.DEFAULT_GOAL := all
.NOTPARALLEL:  # Snakemake has the cores, and a lock on the folder
.PHONY: all fig1 fig2 fig3 figA1 figA2 docs notebook report lab whence whatif test check tolerances reference lint lock env clean help

all: env           ## make every figure of the paper (the default)
fig1 fig2 fig3 figA1 figA2: env  ## make one figure and only what it needs
docs: env          ## make the pages about the paper: equations, errata, claims
all fig1 fig2 fig3 figA1 figA2 docs:
	@$(RUN)snakemake -c$(CORES) $@
	@$(RUN)python scripts/common/outside.py $@
	@echo "figures are in paper_figures/, tables in results/, pages in docs/"
	@case $@ in all|docs) sed -n 's/^\*\*\(.* claims hold.*\)\*\*$$/\1 (docs\/claims.md)/p' docs/claims.md;; esac

.PHONY: FORCE
results/% paper_figures/% docs/%: env FORCE
	@$(RUN)snakemake -c$(CORES) $(@:/=)
	@$(RUN)python scripts/common/outside.py $(@:/=)

whence: env        ## tell where a result comes from: make whence FIG=paper_figures/fig3.pdf
	@$(RUN)python scripts/common/whence.py $(FIG)

notebook: env      ## execute the walk through the paper: results/walkthrough.html and .ipynb
	@$(RUN)snakemake -c$(CORES) $@
	@echo "the walk through the paper is in results/walkthrough.html, and .ipynb beside it"

report: env        ## make results/report.html: figures with captions, workflow, tables, claims, verdict
	@$(RUN)snakemake -c$(CORES) $@
	@$(RUN)snakemake $@ --report results/report.html --report-stylesheet captions/report.css
	@echo "the report is results/report.html; it needs no network"

# Jupyter asks root, as one is in many a container, for a word.
# The text is the notebook: what is saved in Jupyter goes back into it
lab: AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)
lab: env           ## open the walk through the paper in Jupyter, to change it and run on
	@$(RUN)jupytext --quiet --sync notebooks/walkthrough.py
	@$(RUN)jupyter lab $(AS_ROOT) $(LAB) notebooks/walkthrough.ipynb

OF ?= paper
whatif: env        ## draw a figure with a change over the published one: make whatif FIG=fig3 SET="magnet.field=2"
	@PYTHONPATH=scripts:src $(RUN)python -m whatif --figure "$(FIG)" --set "$(SET)" --of "$(OF)" --cores $(CORES)

test: env          ## run the tests
	@$(RUN)python -m pytest -n $(CORES) --dist loadfile

# What fails is in the verdict; it is written whatever the pipeline says
check: env         ## does it still give these numbers?  one line, and results/verdict.html
	@$(RUN)snakemake -c$(CORES) --keep-going all || true
	@PYTHONPATH=scripts:src $(RUN)python -m check $(CHECK)

tolerances: env    ## measure anew what each quantity may move by; takes a few minutes
	@$(RUN)snakemake -c$(CORES) tests/reference/tolerances.csv

reference: all     ## make the present results the reference, on purpose; says what moved
	@PYTHONPATH=scripts:src $(RUN)python -m check --reset

lint: env          ## check the code's form
	@$(RUN)ruff check . && $(RUN)ruff format --check . && $(RUN)snakefmt --check Snakefile rules

lock: env          ## renew the locked list from pyproject.toml
	$(RUN)uv pip compile --quiet --universal --python-version 3.11 --all-extras \
	  --generate-hashes --no-header pyproject.toml -o $(LOCK)

# The environment is made anew when the lock's content, not its date, has changed.
env:
	@cmp -s $(LOCK) .venv/requirements.txt || $(MAKE) --no-print-directory .venv/new

.PHONY: .venv/new
.venv/new:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "make: Python 3.11 is needed; name yours with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "building .venv from $(LOCK)"
	@python=$$($(PYTHON) -c 'import sys; print(sys._base_executable)') && rm -rf .venv && $$python -m venv .venv
	@$(RUN)pip install --quiet --disable-pip-version-check --require-hashes -r envs/uv.txt
	@$(RUN)uv pip install $(QUIET) --system-certs --compile-bytecode --python .venv/bin/python \
	  --require-hashes -r $(LOCK) || { echo "uv could not; pip takes a minute" >&2; \
	  $(RUN)pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK); }
	@echo "$(CURDIR)/src" > .venv/lib/python3.11/site-packages/thermal_stt.pth
	@cp $(LOCK) .venv/requirements.txt

clean:             ## remove what was computed; keep .venv and the committed figures
	rm -rf results .snakemake

help:              ## list the targets
	@grep -hE '^[a-zA-Z0-9 ]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-zA-Z0-9 ]+):.*## */\1|/' | \
	  awk -F'|' '{ printf "  make %-28s %s\n", $$1, $$2 }'
	@echo "  make results/NAME                 make every table and figure of the scenario config/NAME.yaml"
	@echo "  make results/NAME/currents.csv    make one of them, and only what it needs"
	@echo "  CORES=n                           how many cores to use (now $(CORES))"
	@echo "  PYTHON=path                       which Python 3.11 to build .venv with"
