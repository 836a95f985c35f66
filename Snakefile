# The chain, one rule a step, in the order of the paper.  A rule that computes or draws has one
# script of its name; data goes one way, from config/NAME.yaml through results/NAME/ to the figures.
# A higher priority stands for a longer way still to go, which keeps two cores busy to the end.
include: "rules/common.smk"


report: "captions/workflow.rst"


wildcard_constraints:
    scenario=scenarios.PATTERN,
    place=f"paper_figures|results/(?:{scenarios.PATTERN})",
    of="|".join(figures.GATED),
    table="[a-z_]+",
    change="[^/]+",
    figure="|".join(figures.DRAWN_FROM),


localrules:
    all,
    fig1,
    fig2,
    fig3,
    figA1,
    figA2,
    docs,
    notebook,
    report,


# A 3: M_0 and V_d0, for a scenario that starts from a band
rule solve_zero_modes:
    input:
        config=ancient(config_for("solve_zero_modes")),
        band=ancient(lambda wildcards: scenarios.files_of_band(config_of(wildcards))),
        changed=changed("results/{scenario}/zero_modes.csv"),
    output:
        table=update("results/{scenario}/zero_modes.csv"),
    priority: 5
    conda:
        "envs/environment.yaml"
    shell:
        JOB + " --config {input.config:q} --table {output.table:q}"


# II-V: the numbers, given and derived, and whether they lie in the regime of the theory
rule tabulate_parameters:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/parameters.csv"),
    output:
        table=tabled("parameters"),
    priority: 2
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB + " --config {input.config:q} --table {output.table:q} {params.band}"


# IV C: the non-equilibrium distribution on the dot
rule evaluate_distribution:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/distribution.csv"),
    output:
        table=tabled("distribution"),
    priority: 2
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB + " --config {input.config:q} --table {output.table:q} {params.band}"


# V C: where the torques balance
rule solve_fixed_points:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/fixed_points.csv"),
    output:
        table=tabled("fixed_points"),
    priority: 3
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB + " --config {input.config:q} --table {output.table:q} {params.band}"


# V C: and whether the magnet stays there
rule analyse_stability:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
        fixed_points="results/{scenario}/fixed_points.csv",
        changed=changed("results/{scenario}/stability.csv"),
    output:
        table=tabled("stability"),
    priority: 3
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB
        + " --config {input.config:q} --fixed_points {input.fixed_points:q} --table {output.table:q} {params.band}"


# B 3: whether what moves there is slow, as the theory needs it
rule assess_slowness:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
        stability="results/{scenario}/stability.csv",
        changed=changed("results/{scenario}/slowness.csv"),
    output:
        table=tabled("slowness"),
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB
        + " --config {input.config:q} --stability {input.stability:q} --table {output.table:q} {params.band}"


# VI: the charge that flows meanwhile
rule evaluate_currents:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
        stability="results/{scenario}/stability.csv",
        changed=changed("results/{scenario}/currents.csv"),
    output:
        table=tabled("currents"),
    priority: 3
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB
        + " --config {input.config:q} --stability {input.stability:q} --table {output.table:q} {params.band}"


# A 2: the full dynamics, in every formulation
rule integrate_dynamics:
    input:
        config=ancient(config_for("integrate_dynamics")),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/dynamics.csv"),
    output:
        table=tabled("dynamics"),
        slowness=tabled("slowness_of_runs"),
    priority: 2
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB
        + " --config {input.config:q} --table {output.table:q} --slowness_table {output.slowness:q} {params.band}"


# A 2: what the memory changes, against S
rule measure_retardation:
    input:
        config=ancient(config_for("measure_retardation")),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/retardation.csv"),
    output:
        table=tabled("retardation"),
    priority: 4
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB + " --config {input.config:q} --table {output.table:q} {params.band}"


# V C: the way to the attractors
rule approach_attractors:
    input:
        config=ancient(config_for("approach_attractors")),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/approach.csv"),
    output:
        table=tabled("approach"),
        attractors=tabled("attractors"),
    priority: 2
    conda:
        "envs/environment.yaml"
    params:
        band=zero_modes_option,
    shell:
        JOB
        + " --config {input.config:q} --table {output.table:q} --attractors {output.attractors:q} {params.band}"


# Any of these tables in the scenario's physical units
rule express_in_units:
    input:
        config=ancient(config_for("express_in_units")),
        natural="results/{scenario}/{table}.csv",
        changed=changed("results/{scenario}/in_units/{table}.csv"),
    output:
        table=update("results/{scenario}/in_units/{table}.csv"),
    conda:
        "envs/environment.yaml"
    shell:
        JOB + " --config {input.config:q} --natural {input.natural:q} --table {output.table:q}"


include: "rules/figures.smk"
include: "rules/pages.smk"
include: "rules/check.smk"


rule fig1:
    input:
        rules.draw_fig1.output,
        rules.draw_fig1.input,


rule fig2:
    input:
        with_tables("fig2"),


rule fig3:
    input:
        with_tables("fig3"),


rule figA1:
    input:
        with_tables("figA1"),


rule figA2:
    input:
        with_tables("figA2"),


rule docs:
    input:
        rules.write_equations.output,
        rules.verify_claims.output,


rule notebook:
    input:
        rules.execute_walkthrough.output,


rule all:
    default_target: True
    input:
        rules.fig1.input,
        rules.fig2.input,
        rules.fig3.input,
        rules.figA1.input,
        rules.figA2.input,
        rules.docs.input,
        collect("results/paper/{table}.csv", table=TABLES),


# Everything that a scenario has the sections for: make results/NAME
for name in scenarios.known():

    rule:
        name:
            f"results/{name}"
        input:
            everything_of(name),


# What the report is made of
rule report:
    input:
        rules.all.input,
        rules.notebook.input,
        rules.judge_results.output,
        rules.show_tables.output,
