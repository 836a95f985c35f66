# The chain, one rule a step, in the order of the paper.  A rule that computes or draws has one
# script of its name; data goes one way, from config/NAME.yaml through results/NAME/ to the figures.
# A higher priority stands for a longer way still to go, which keeps two cores busy to the end.
import os
import sys
from glob import glob
from pathlib import Path

sys.path.insert(0, f"{workflow.basedir}/scripts")
from common import scenarios

scenarios.check_requested(sys.argv[1:])  # one line and no job, if a scenario is at fault

os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # jobs use this Python
# The code behind a result is an input of it, because Snakemake compares inputs by content
COMPUTING = sorted(glob("src/thermal_stt/*.py")) + [
    f"scripts/common/{name}.py" for name in ("command", "files", "scenarios", "tables")
]
DRAWING = [f"scripts/common/{name}.py" for name in ("command", "drawing", "files", "tables")]


wildcard_constraints:
    scenario="[^/]+",


localrules:
    all,
    fig1,
    fig2,
    fig3,


# II-V: the numbers, given and derived, and whether they lie in the regime of the theory
rule tabulate_parameters:
    input:
        script="scripts/tabulate_parameters.py",
        code=COMPUTING,
        config="config/{scenario}.yaml",
    output:
        table="results/{scenario}/parameters.csv",
    priority: 2
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --config {input.config} --table {output.table}"


# IV C: the non-equilibrium distribution on the dot
rule evaluate_distribution:
    input:
        script="scripts/evaluate_distribution.py",
        code=COMPUTING,
        config="config/{scenario}.yaml",
    output:
        table="results/{scenario}/distribution.csv",
    priority: 2
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --config {input.config} --table {output.table}"


# V C: where the torques balance
rule solve_fixed_points:
    input:
        script="scripts/solve_fixed_points.py",
        code=COMPUTING,
        config="config/{scenario}.yaml",
    output:
        table="results/{scenario}/fixed_points.csv",
    priority: 3
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --config {input.config} --table {output.table}"


# V C: and whether the magnet stays there
rule analyse_stability:
    input:
        script="scripts/analyse_stability.py",
        code=COMPUTING,
        config="config/{scenario}.yaml",
        fixed_points="results/{scenario}/fixed_points.csv",
    output:
        table="results/{scenario}/stability.csv",
    priority: 3
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --config {input.config} --fixed_points {input.fixed_points} --table {output.table}"


# VI: the charge that flows meanwhile
rule evaluate_currents:
    input:
        script="scripts/evaluate_currents.py",
        code=COMPUTING,
        config="config/{scenario}.yaml",
        stability="results/{scenario}/stability.csv",
    output:
        table="results/{scenario}/currents.csv",
    priority: 3
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --config {input.config} --stability {input.stability} --table {output.table}"


rule draw_fig1:
    input:
        script="scripts/draw_fig1.py",
        code=DRAWING,
    output:
        pdf="paper_figures/fig1.pdf",
        png="paper_figures/fig1.png",
    priority: 1
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --pdf {output.pdf} --png {output.png}"


rule draw_fig2:
    input:
        script="scripts/draw_fig2.py",
        code=DRAWING,
        parameters="results/paper/parameters.csv",
        stability="results/paper/stability.csv",
        distribution="results/paper/distribution.csv",
    output:
        pdf="paper_figures/fig2.pdf",
        png="paper_figures/fig2.png",
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --parameters {input.parameters} --stability {input.stability} --distribution {input.distribution} --pdf {output.pdf} --png {output.png}"


rule draw_fig3:
    input:
        script="scripts/draw_fig3.py",
        code=DRAWING,
        parameters="results/paper/parameters.csv",
        currents="results/paper/currents.csv",
    output:
        pdf="paper_figures/fig3.pdf",
        png="paper_figures/fig3.png",
    conda:
        "envs/environment.yaml"
    shell:
        "python {input.script} --parameters {input.parameters} --currents {input.currents} --pdf {output.pdf} --png {output.png}"


rule fig1:
    input:
        rules.draw_fig1.output,


rule fig2:
    input:
        rules.draw_fig2.output,


rule fig3:
    input:
        rules.draw_fig3.output,


rule all:
    default_target: True
    input:
        rules.fig1.input,
        rules.fig2.input,
        rules.fig3.input,
