# thermal-stt: `make` reproduces the paper's figures, `make help` lists the rest.

CORES ?= 2
OF ?= paper
LOCK := envs/requirements.txt
RUN := .venv/bin/

# Own interpreter, packages and kernel in UTF-8, whatever an account exports
unexport BASH_ENV ENV PYTHONWARNINGS PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV CONDA_PREFIX
unexport PYTHONINSPECT PYTHONOPTIMIZE
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_REQUIRE_VIRTUALENV
unexport JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_DATA_DIR MPLBACKEND SNAKEMAKE_PROFILE
export PYTHONUTF8 := 1
export PYTHONNOUSERSITE := 1
# The jobs have the cores: threads of their own would start for nothing
export OPENBLAS_NUM_THREADS ?= 1
ifneq ($(shell test -w "$$HOME" && echo writable),writable)  # as in containers with a user id
export HOME := $(CURDIR)/.venv/home
endif

.DEFAULT_GOAL := all
.NOTPARALLEL:  # Snakemake has the cores, and a lock on the folder
.PHONY: FORCE all figV3 docs notebook report site movie lab whence whatif test test-all check bench tolerances reference lint lock clean help explore test-slurm \
  env env-notebook env-site env-test env-slurm env-explore

all: env           ## make every figure of the paper (the default)
	@$(RUN)snakemake -c$(CORES)
	@$(OUTSIDE) all
	@$(MADE)
	@$(CLAIMS)

fig%: env FORCE    ## make one figure and only what it needs: make fig3
	@$(RUN)snakemake -c$(CORES) $@
	@$(OUTSIDE) $@
	@$(MADE)

figV3: env         ## a kick in time, exactly: results/paper/figV3.pdf; ten minutes, goes on where stopped
	@$(RUN)snakemake -c$(CORES) results/paper/figV3.pdf
	@$(OUTSIDE) $@
	@echo "the figure is results/paper/figV3.pdf, its tables are results/paper/kick*.csv"

docs: env          ## make the pages about the paper: equations, errata, claims
	@$(RUN)snakemake -c$(CORES) publish_pages
	@$(CLAIMS)

results/% paper_figures/% docs/%: env FORCE
	@$(RUN)snakemake -c$(CORES) $(@:/=)
	@$(OUTSIDE) $(@:/=)

MADE = echo "figures are in paper_figures/, tables in results/, pages in docs/"
OUTSIDE = $(RUN)python -m pipeline.outside
CLAIMS = sed -n 's/^\*\*\(.* claims hold.*\)\*\*$$/\1 (docs\/claims.md)/p' docs/claims.md

whence: env        ## tell where a result comes from: make whence FIG=paper_figures/fig3.pdf
	@$(RUN)python -m pipeline.whence $(FIG)

notebook: env-notebook  ## execute the walk through the paper: results/walkthrough.html and .ipynb
	@$(RUN)snakemake -c$(CORES) results/walkthrough.html
	@echo "the walk through the paper is in results/walkthrough.html, and .ipynb beside it"

report: env-notebook  ## make results/report.html: figures with captions, workflow, tables, claims, verdict
	@$(RUN)snakemake -c$(CORES) $@
	@$(RUN)snakemake $@ --report results/report.html --report-stylesheet captions/report.css
	@echo "the report is results/report.html; it needs no network"

site: env-site     ## make results/site, static files for a web host: figures, equations, walk, functions, search
	@$(RUN)snakemake -c$(CORES) results/site/index.html
	@echo "the site is results/site; open results/site/index.html, or serve the folder"

movie: env         ## make results/paper/movie.gif: the magnet on its way to its precession, and a still; or OF=NAME
	@$(RUN)snakemake -c$(CORES) "results/$(OF)/movie.gif" $(if $(filter paper,$(OF)),docs/movie.png)
	@echo "the movie is results/$(OF)/movie.gif"

# Jupyter asks root, as one is in many a container, for a word.
# The text is the notebook: what is saved in Jupyter goes back into it
lab: AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)
lab: env-notebook  ## open the walk through the paper in Jupyter, to change it and run on
	@$(RUN)jupytext --quiet --sync notebooks/walkthrough.py
	@$(RUN)jupyter lab $(AS_ROOT) $(LAB) notebooks/walkthrough.ipynb

explore: env-explore  ## serve a page with sliders to the browser of this machine: make explore PORT=5006
	@$(RUN)python -m explore $(if $(PORT),--port $(PORT))

whatif: env        ## draw a figure with a change over the published one: make whatif FIG=fig3 SET="magnet.field=2"
	@$(RUN)python -m pipeline.whatif --figure "$(FIG)" --set "$(SET)" --of "$(OF)" --cores $(CORES)

# One more worker than cores: some tests wait for what they started
TESTS = $(RUN)python -m pytest -n $(shell expr $(CORES) + 1) --dist loadfile --no-loadscope-reorder
test: env-test     ## run the tests, but for the long ones
	@$(TESTS) -m "not long"

# Debian keeps Slurm's daemons where only root looks
test-all test-slurm: export PATH := $(PATH):/usr/sbin
test-all: env-test  ## run all tests, those in a browser and through Slurm where these are
	@$(TESTS)

test-slurm: env-test  ## run the pipeline through a Slurm of this machine, where its packages are
	@if type munged slurmctld slurmd >/dev/null 2>&1; then $(RUN)python -m pytest tests/pipeline/test_slurm.py; \
	else echo "no Slurm here: munged, slurmctld and slurmd are not there (of Debian: slurm-wlm)"; fi

# What fails is in the verdict; it is written whatever the pipeline says
check: env-notebook  ## does it still give these numbers?  one line, and results/verdict.html
	@$(RUN)snakemake -c$(CORES) --keep-going all || true
	@$(RUN)python -m pipeline.check $(CHECK)

# The other integrators are beside the locked packages, which they do not change
bench: env         ## how fast, against other integrators, and how exact: results/bench; some minutes
	@$(RUN)python benchmarks/peers.py .venv/peers
	@$(RUN)python benchmarks/bench.py $(if $(SMALL),--small) $(BENCH)
	@echo "all numbers are in results/bench/benchmark.csv, their figure is beside it"

tolerances: env    ## measure anew what each quantity may move by; takes a few minutes
	@$(RUN)snakemake -c$(CORES) tests/reference/tolerances.csv

reference: all     ## make the present results the reference, on purpose; says what moved
	@$(RUN)python -m pipeline.check --reset

lint: env-test     ## check the code's form and its types
	@$(RUN)ruff check . && $(RUN)ruff format --check . && $(RUN)snakefmt --check Snakefile rules && $(RUN)mypy

lock: env          ## renew the locked list from pyproject.toml
	.venv/tool/bin/uv pip compile --quiet --system-certs --universal --fork-strategy fewest \
	  --python-version 3.11 --extra workflow --extra notebook --extra site --extra slurm --extra explore --extra test \
	  --generate-hashes --no-header pyproject.toml -o $(LOCK)

# The environment is made anew when the lock's content, not its date, has changed.  Each candidate
# is asked: a name on the PATH may have no Python behind it, and a Python no venv.
VERSIONS := 3.14 3.13 3.12 3.11
FITS := import ensurepip, sys; sys.exit("%d.%d" % sys.version_info[:2] not in "$(VERSIONS)".split())
env: LAYERS = workflow
env-notebook: LAYERS = workflow notebook
env-site: LAYERS = workflow notebook site
env-test: LAYERS = workflow notebook site explore slurm test
env-slurm: LAYERS = workflow slurm
env-explore: LAYERS = workflow explore
env env-notebook env-site env-test env-slurm env-explore:
	@as_locked=$${PYTHON:+no}; for layer in $(LAYERS); do \
	  test -x .venv/bin/python && cmp -s $(LOCK) .venv/$$layer || as_locked=no; done; \
	test -n "$$as_locked" || exit 0; \
	for python in $(or $(PYTHON),$(VERSIONS:%=python%) python3); do \
	  $$python -I -c '$(FITS)' 2>/dev/null && exec $$python -I envs/build.py $(LAYERS); done; \
	echo "make: a Python of $(VERSIONS) is needed; name yours with make PYTHON=/path/to/python3" >&2; \
	exit 1

clean:             ## remove what was computed; keep .venv and the committed figures
	rm -rf results .snakemake

help:              ## list the targets
	@grep -hE '^[a-zA-Z0-9% -]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-zA-Z0-9% -]+):.*## */\1|/' | \
	  awk -F'|' '{ printf "  make %-28s %s\n", $$1, $$2 }'
	@echo "  make results/NAME                 make every table and figure of the scenario config/NAME.yaml"
	@echo "  make results/NAME/currents.csv    make one of them, and only what it needs"
	@echo "  CORES=n                           how many cores to use (now $(CORES))"
	@echo "  PYTHON=path                       which Python to build .venv with (of $(VERSIONS))"
