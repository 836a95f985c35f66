# The chain, one rule a step, in the order of the paper.  A rule that computes or draws has one
# script of its name; data goes one way, from config/NAME.yaml through results/NAME/ to the figures.
import sys
from glob import glob

sys.path.insert(0, f"{workflow.basedir}/scripts")
from common import scenarios

scenarios.check_requested(sys.argv[1:])  # one line and no job, if a scenario is at fault

FIGURES = ["fig1", "fig2", "fig3"]
# The code behind a result is an input of it, because Snakemake compares inputs by content
COMPUTING = sorted(glob("src/thermal_stt/*.py")) + [
    f"scripts/common/{name}.py" for name in ("files", "scenarios", "tables")
]
DRAWING = [f"scripts/common/{name}.py" for name in ("drawing", "files", "tables")]


wildcard_constraints:
    scenario="[^/]+",


localrules:
    all,
    fig1,
    fig2,
    fig3,


rule all:
    default_target: True
    input:
        multiext("paper_figures/fig1", ".pdf", ".png"),
        multiext("paper_figures/fig2", ".pdf", ".png"),
        multiext("paper_figures/fig3", ".pdf", ".png"),


rule fig1:
    input:
        multiext("paper_figures/fig1", ".pdf", ".png"),


rule fig2:
    input:
        multiext("paper_figures/fig2", ".pdf", ".png"),


rule fig3:
    input:
        multiext("paper_figures/fig3", ".pdf", ".png"),


# II-V: the numbers, given and derived, and whether they lie in the regime of the theory
rule tabulate_parameters:
    input:
        config="config/{scenario}.yaml",
        code=COMPUTING,
    output:
        table="results/{scenario}/parameters.csv",
    conda:
        "envs/environment.yaml"
    script:
        "scripts/tabulate_parameters.py"


# IV C: the non-equilibrium distribution on the dot
rule evaluate_distribution:
    input:
        config="config/{scenario}.yaml",
        code=COMPUTING,
    output:
        table="results/{scenario}/distribution.csv",
    conda:
        "envs/environment.yaml"
    script:
        "scripts/evaluate_distribution.py"


# V C: where the torques balance
rule solve_fixed_points:
    input:
        config="config/{scenario}.yaml",
        code=COMPUTING,
    output:
        table="results/{scenario}/fixed_points.csv",
    conda:
        "envs/environment.yaml"
    script:
        "scripts/solve_fixed_points.py"


# V C: and whether the magnet stays there
rule analyse_stability:
    input:
        config="config/{scenario}.yaml",
        fixed_points="results/{scenario}/fixed_points.csv",
        code=COMPUTING,
    output:
        table="results/{scenario}/stability.csv",
    conda:
        "envs/environment.yaml"
    script:
        "scripts/analyse_stability.py"


# VI: the charge that flows meanwhile
rule evaluate_currents:
    input:
        config="config/{scenario}.yaml",
        stability="results/{scenario}/stability.csv",
        code=COMPUTING,
    output:
        table="results/{scenario}/currents.csv",
    conda:
        "envs/environment.yaml"
    script:
        "scripts/evaluate_currents.py"


rule draw_fig1:
    input:
        code=DRAWING,
    output:
        multiext("paper_figures/fig1", pdf=".pdf", png=".png"),
    conda:
        "envs/environment.yaml"
    script:
        "scripts/draw_fig1.py"


rule draw_fig2:
    input:
        parameters="results/paper/parameters.csv",
        stability="results/paper/stability.csv",
        distribution="results/paper/distribution.csv",
        code=DRAWING,
    output:
        multiext("paper_figures/fig2", pdf=".pdf", png=".png"),
    conda:
        "envs/environment.yaml"
    script:
        "scripts/draw_fig2.py"


rule draw_fig3:
    input:
        parameters="results/paper/parameters.csv",
        currents="results/paper/currents.csv",
        code=DRAWING,
    output:
        multiext("paper_figures/fig3", pdf=".pdf", png=".png"),
    conda:
        "envs/environment.yaml"
    script:
        "scripts/draw_fig3.py"
