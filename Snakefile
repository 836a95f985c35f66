# The chain, one rule a step, in the order of the paper.  A rule has one script of its name; data
# goes one way, from config/NAME.yaml through results/NAME/ to the figures.
include: "rules/common.smk"


report: "captions/workflow.rst"


wildcard_constraints:
    scenario=scenarios.PATTERN,
    of="|".join(GATED),
    table="\\w+",
    change="[^/]+",
    figure="|".join(described.figures(apart=True)),
    map_of="|".join(asked.MAPS),
    one_map="|_".join(["", *asked.MAPS]),
    kick="|".join(KICKS),
    number="\\d+",
    chunks="\\d+",


# What rules share: each file is an option of the script, under the name that it has in the rule
rule step:
    input:
        config=ancient(config_of),
        zero_modes=zero_modes,
    conda:
        ENVIRONMENT
    shell:
        "{params.run}"


# A 3: M_0 and V_d0, for a scenario that starts from a band
use rule step as solve_zero_modes with:
    input:
        config=config_for("solve_zero_modes"),
        band=ancient(band_of),
    output:
        table="results/{scenario}/zero_modes.csv",
    params:
        **made_by("solve_zero_modes"),


# V A: the field that (43) drops, for a scenario that wants it beside B
use rule step as solve_dropped_field with:
    input:
        config=config_for("solve_dropped_field"),
        zero_modes=band_solution,
    output:
        table="results/{scenario}/dropped_field.csv",
    params:
        **made_by("solve_dropped_field"),


# II-V: the numbers, given and derived, and whether they lie in the regime of the theory
use rule step as tabulate_parameters with:
    output:
        table=tabled("parameters"),
    params:
        **made_by("tabulate_parameters"),


# IV C: the non-equilibrium distribution on the dot
use rule step as evaluate_distribution with:
    output:
        table=tabled("distribution"),
    params:
        **made_by("evaluate_distribution"),


# V C: where the torques balance
use rule step as solve_fixed_points with:
    output:
        table=tabled("fixed_points"),
    params:
        **made_by("solve_fixed_points"),


# V C: and whether the magnet stays there
use rule step as analyse_stability with:
    input:
        **model("analyse_stability"),
        fixed_points="results/{scenario}/fixed_points.csv",
    output:
        table=tabled("stability"),
    params:
        **made_by("analyse_stability"),


# B 3: whether what moves there is slow, as the theory needs it
use rule step as assess_slowness with:
    input:
        **model("assess_slowness"),
        stability="results/{scenario}/stability.csv",
    output:
        table=tabled("slowness"),
    params:
        **made_by("assess_slowness"),


# VI: the charge that flows meanwhile
use rule step as evaluate_currents with:
    input:
        **model("evaluate_currents"),
        stability="results/{scenario}/stability.csv",
    output:
        table=tabled("currents"),
    params:
        **made_by("evaluate_currents"),


# VI, beyond the paper: the voltage where no charge flows, and what work a load gets
use rule step as solve_open_circuit with:
    input:
        **model("solve_open_circuit"),
    output:
        table=tabled("open_circuit"),
    params:
        **made_by("solve_open_circuit"),


use rule step as run_engine with:
    input:
        **model("run_engine"),
    output:
        table=tabled("engine"),
    params:
        **made_by("run_engine"),


# V C, beyond the paper: how widely it fluctuates, how long it stays, how sharp its frequency is
use rule step as assess_noise with:
    input:
        **model("assess_noise"),
        stability="results/{scenario}/stability.csv",
    output:
        table=tabled("noise"),
        lines=tabled("linewidths"),
    params:
        **made_by("assess_noise"),


# and the same by trajectories; what takes longest begins first, so that no core is idle at the end
use rule step as sample_noise with:
    input:
        **model("sample_noise"),
    output:
        table=tabled("noise_distribution"),
        lifetimes=tabled("lifetimes"),
    priority: 1
    params:
        **made_by("sample_noise"),


# V-VI: the states over drive and voltage, beyond the paper
use rule step as scan_voltage with:
    input:
        **model("scan_voltage"),
    output:
        table=tabled("voltage"),
        lines=tabled("voltage_lines"),
    params:
        **made_by("scan_voltage"),


# V C: over drive and anisotropy
use rule step as scan_anisotropy with:
    input:
        **model("scan_anisotropy"),
    output:
        table=tabled("anisotropy"),
        lines=tabled("anisotropy_lines"),
    params:
        **made_by("scan_anisotropy"),


# V C: and up to which damping of its own the magnet precesses
use rule step as scan_damping with:
    input:
        **model("scan_damping"),
    output:
        table=tabled("damping"),
    params:
        **made_by("scan_damping"),


# V-VI, A 3: how wrong all this is in a band, by the exact precession there
use rule step as assess_validity with:
    input:
        **model("assess_validity"),
    output:
        table=tabled("validity"),
    params:
        **made_by("assess_validity"),


# how its errors grow, and with which ratio
use rule step as measure_error_laws with:
    input:
        **model("measure_error_laws"),
    output:
        table=tabled("error_laws"),
        orders=tabled("error_orders"),
    params:
        **made_by("measure_error_laws"),


# and the torque that both have at every angle
use rule step as trace_torque_curves with:
    input:
        **model("trace_torque_curves"),
    output:
        table=tabled("torque_curves"),
    params:
        **made_by("trace_torque_curves"),


# The exact states over the sweep, which figures show where `exact: true` asks for them
use rule step as sweep_exact_states with:
    input:
        **model("sweep_exact_states"),
    output:
        table=tabled("exact"),
    priority: 1
    params:
        **made_by("sweep_exact_states"),


# A 2: the full dynamics, in every formulation
use rule step as integrate_dynamics with:
    input:
        **model("integrate_dynamics"),
    output:
        table=tabled("dynamics"),
        slowness_table=tabled("slowness_of_runs"),
    params:
        **made_by("integrate_dynamics"),


# A 2: what the memory changes, against S
use rule step as measure_retardation with:
    input:
        **model("measure_retardation"),
    output:
        table=tabled("retardation"),
    params:
        **made_by("measure_retardation"),


# A 2, in a band, exactly: one answer to a kick, and all of them.  It takes minutes, and is not part of
# `all`; what is done when it is stopped is not done again
use rule step as compute_kick with:
    input:
        **model("compute_kick"),
    output:
        part="results/{scenario}/kicks/{kick}.csv",
    params:
        **made_by("compute_kick"),


use rule step as gather_kicks with:
    input:
        **model("gather_kicks"),
        parts=collect("results/{{scenario}}/kicks/{kick}.csv", kick=KICKS),
    output:
        table="results/{scenario}/kicks.csv",
        errors="results/{scenario}/kick_errors.csv",
        convergence="results/{scenario}/kick_convergence.csv",
    params:
        **made_by("gather_kicks"),


# V C: the way to the attractors
use rule step as approach_attractors with:
    input:
        **model("approach_attractors"),
    output:
        table=tabled("approach"),
        attractors=tabled("attractors"),
    params:
        **made_by("approach_attractors"),


# V C, A 2: what becomes of many parameter sets: a chunk of a map, and the map
use rule step as compute_map with:
    output:
        part="results/{scenario}/map/{map_of}/{number}_of_{chunks}.npz",
    params:
        **made_by("compute_map"),


use rule step as gather_map with:
    input:
        **model("gather_map"),
        parts=parts_of_map,
    output:
        mapped="results/{scenario}/map{one_map}.nc",
    params:
        **made_by("gather_map"),


# Any of these tables in the scenario's physical units
use rule step as express_in_units with:
    input:
        config=config_for("express_in_units"),
        natural="results/{scenario}/{table}.csv",
    output:
        table="results/{scenario}/in_units/{table}.csv",
    params:
        **made_by("express_in_units", *SCRIPTS),


include: "rules/figures.smk"
include: "rules/pages.smk"
include: "rules/check.smk"


# fig1, fig2, ...
for figure in FIGURES:

    rule:
        name:
            figure
        input:
            collect([*rules.publish.input, *rules.publish.output], figure=figure),


rule all:
    default_target: True
    input:
        collect("results/paper/{table}.csv", table=TABLES),
        collect("results/paper/gates_{of}.csv", of=GATED),
        collect(rules.publish.input, figure=FIGURES),
        collect(rules.publish.output, figure=FIGURES),
        rules.verify_claims.output,
        rules.write_equations.output,
        rules.publish_pages.output,
        rules.describe_crate.output,


# Everything that a scenario has the sections for: make results/NAME
for name in scenarios.known():

    rule:
        name:
            f"results/{name}"
        input:
            lambda wildcards, name=name: asked.everything_of(name, tuple(TABLES)),


# What the report is made of
rule report:
    input:
        rules.all.input,
        rules.execute_walkthrough.output,
        rules.judge_results.output,
        rules.show_tables.output,
