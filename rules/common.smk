# What the rules share: the options of a script, what its results depend on, the report's entries.
import csv
import gc
import platform
import signal
import sys
from glob import glob
from pathlib import Path

# What Snakemake imported stays: to look through it for what could go took a fifth of a start
gc.freeze()
sys.path.insert(0, str(Path(str(workflow.current_basedir)).parent / "src"))

from pipeline.check import twice
from pipeline import asked, command, described, failures, imports, notes, scenarios, surroundings

ENVIRONMENT = f"{imports.ROOT}/envs/environment.yaml".replace("{", "{{").replace("}", "}}")
GATED = described.constant("check_gates.py", "GATED")
KICKS = described.constant("gather_kicks.py", "CASES")
TABLES = []  # as the rules name them below
FIGURES = list(described.figures())  # without those apart
SCRIPTS = glob(imports.place("scripts/*.py"))  # what they say of themselves is read by some
REFERENCE = sorted(glob(imports.place("tests/reference/[!t]*.*")))
surroundings.settle()
imports.compile_by_content()

if workflow.modifier.is_main_snakefile() and workflow.is_main_process:
    notes.use()
    failures.tell()
    if config:
        sys.exit(f"{next(iter(config))}: not a setting here; numbers are in config/NAME.yaml")


# Told to stop is as told by the keyboard: Snakemake's own way may wait for ever for a lock.
# No limit on the rate of jobs: with one it looks without a pause, or ends a second later
onstart:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    workflow.scheduler.job_rate_limiter = None


def config_of(wildcards):
    """The file of a scenario: one of ours, or one that a change of it was written to."""
    return scenarios.file_of(getattr(wildcards, "scenario", scenarios.PAPER))


def config_for(script):
    """The file of a scenario that has what a script needs; a run is refused where it has not."""

    def file(wildcards):
        asked.read(config_of(wildcards))
        scenarios.require(config_of(wildcards), described.constant(f"{script}.py", "NEEDS"))
        return config_of(wildcards)

    return ancient(file)


def band_of(wildcards):
    return scenarios.files_of_band(config_of(wildcards))


def band_solution(wildcards):
    """The solution of the scenario's band, where it has one."""
    has_band = asked.read(config_of(wildcards)).band is not None
    return [f"results/{wildcards.scenario}/zero_modes.csv"] if has_band else []


def zero_modes(wildcards):
    """What a model waits for, where it does: an input of every later step.

    The solution of its band, or that and the dropped field.
    """
    if asked.read(config_of(wildcards)).dropped_field is None:
        return band_solution(wildcards)
    return [f"results/{wildcards.scenario}/dropped_field.csv"]


def exact(wildcards):
    """The exact states, for a figure of a scenario that asks for them."""
    asked_for = asked.read(config_of(wildcards)).exact
    return [f"results/{wildcards.scenario}/exact.csv"] if asked_for else []


def model(script):
    """What a script reads of the scenario, and of its band."""
    return {"config": config_for(script), "zero_modes": zero_modes}


def outside(*given):
    """What a caption, which sees no other name of ours, says of conditions that do not hold."""
    from pipeline.outside import in_a_caption

    return in_a_caption(*given)


def data_uri(path):
    """A file's content for a caption."""
    from snakemake.report.common import data_uri_from_file  # a report alone waits for it

    return data_uri_from_file(path)


# For captions, which see no other name of ours
config["outside"] = outside
config["data_uri"] = data_uri


def made_by(name, *sources):
    """What a script needs besides its inputs, as params: modules, versions, sections, and its call.

    By content, so that Snakemake makes again what depends on a change, and names it.  `sources` are
    further files that it reads.
    """
    script = f"scripts/{name}.py"
    code, packages = imports.closure(script)
    files = [*code, *map(imports.own, sources)]
    needed = {file: f"{file} {imports.digest(file)[:12]}" for file in files}
    needed |= {package: f"{package} {imports.version(package)}" for package in packages}
    sections = described.constant(f"{name}.py", "SECTIONS")
    if sections:
        needed["sections"] = lambda wildcards: scenarios.said(config_of(wildcards), sections)
    return needed | {
        "python": f"python {platform.python_version()}",
        "run": lambda wildcards, input, output: command.line(
            script, dict(input.items()) | dict(output.items())
        ),
    }


def shown(path, caption, category, **labels):
    """A result that the report shows, with its caption."""
    caption = f"{imports.ROOT}/captions/{caption}.rst"
    return report(path, caption=caption, category=category, labels=labels)


def tabled(name):
    """A table of a scenario."""
    if name not in described.TABLES:
        sys.exit(f"{name}.csv: must be in the KEYS of its script, with what tells its rows apart")
    TABLES.append(name)
    return shown(f"results/{{scenario}}/{name}.csv", "table", "Tables", table=f"{name}.csv")


def drawn(figure):
    """A figure of a scenario, as the page and as the screen want it."""
    path, title = f"results/{{scenario}}/{figure}", figure.replace("fig", "Fig. ")
    return {
        kind: shown(f"{path}.{kind}", figure, "Figures", figure=title, kind=kind.upper())
        for kind in ("pdf", "png")
    }


def drawn_from(script):
    """What a figure is drawn from, by what the function of its script takes."""
    found = {"exact": exact, "mapped": map_of(script)}
    files = {}
    for name, kind in described.takes(f"{script}.py").items():
        if name == "mapped" and not described.constant(f"{script}.py", "MAPS"):
            sys.exit(f"scripts/{script}.py: MAPS: must name what `mapped` is a map of")
        if kind == "str" or name == "exact":
            files[name] = found.get(name, f"results/{{scenario}}/{name}.csv")
        elif kind != "command.Made":
            sys.exit(f"scripts/{script}.py: {name}: must be a table, {name}: str, or command.Made")
    return files


def parts_of_map(wildcards):
    """The chunks of a map: of the only one of a scenario, or of one of several."""
    of, chunks = asked.chunks_of_map(config_of(wildcards), wildcards.one_map)
    folder = f"results/{wildcards.scenario}/map/{of}"
    return [f"{folder}/{number}_of_{chunks}.npz" for number in range(chunks)]


def map_of(script):
    """The file of the scenario's map that a figure is drawn from; a run is refused without it."""

    def file(wildcards):
        [of] = described.constant(f"{script}.py", "MAPS")
        name = asked.drawn_map(config_of(wildcards), of)
        return f"results/{wildcards.scenario}/{name}"

    return file


def gated(wildcards):
    """The tables that a kind of gates looks at."""
    return {name: f"results/{wildcards.scenario}/{name}.csv" for name in GATED[wildcards.of]}


def whatif(wildcards):
    """What a figure is drawn from, for the published curve and for each changed one."""
    with open(f"results/whatif/{wildcards.change}/curves.csv", newline="") as listed:
        scenarios = [row["folder"].removeprefix("results/") for row in csv.DictReader(listed)]
    tables = drawn_from(f"draw_{wildcards.figure}").values()
    # curves over one another leave no room for what is found by a function, `exact`
    return collect([table for table in tables if isinstance(table, str)], scenario=scenarios)
