# What must be true of the tables before a figure is drawn from them.
use rule step as check_gates with:
    input:
        unpack(gated),
        **model("check_gates"),
    output:
        table="results/{scenario}/gates_{of}.csv",
    params:
        **made_by("check_gates"),


# The pictures: each is drawn from tables alone.
use rule step as draw_fig1 with:
    input:
        [],
    output:
        **drawn("fig1"),
    params:
        **made_by("draw_fig1"),


use rule step as draw_fig2 with:
    input:
        **of_scenario("parameters", "stability", "distribution", gates="gates_states"),
        exact=exact,
    output:
        **drawn("fig2"),
    params:
        **made_by("draw_fig2"),


use rule step as draw_fig3 with:
    input:
        **of_scenario("parameters", "currents", gates="gates_states"),
        exact=exact,
    output:
        **drawn("fig3"),
    params:
        **made_by("draw_fig3"),


use rule step as draw_figA1 with:
    input:
        **of_scenario("parameters", "dynamics", "retardation", gates="gates_runs"),
    output:
        **drawn("figA1"),
    params:
        **made_by("draw_figA1"),


use rule step as draw_figA2 with:
    input:
        **of_scenario("parameters", "approach", "attractors", gates="gates_approach"),
    output:
        **drawn("figA2"),
    params:
        **made_by("draw_figA2"),


use rule step as draw_figE1 with:
    input:
        **of_scenario("parameters", "open_circuit", "engine"),
    output:
        **drawn("figE1"),
    params:
        **made_by("draw_figE1"),


use rule step as draw_figN1 with:
    input:
        **of_scenario("parameters", "noise_distribution"),
    output:
        **drawn("figN1"),
    params:
        **made_by("draw_figN1"),


use rule step as draw_figN2 with:
    input:
        **of_scenario("parameters", "lifetimes"),
    output:
        **drawn("figN2"),
    params:
        **made_by("draw_figN2"),


use rule step as draw_figN3 with:
    input:
        **of_scenario("parameters", "linewidths"),
    output:
        **drawn("figN3"),
    params:
        **made_by("draw_figN3"),


use rule step as draw_figS1 with:
    input:
        **of_scenario("parameters"),
        mapped=map_of("draw_figS1"),
    output:
        **drawn("figS1"),
    params:
        **made_by("draw_figS1"),


use rule step as draw_figS2 with:
    input:
        **of_scenario("parameters"),
        mapped=map_of("draw_figS2"),
    output:
        **drawn("figS2"),
    params:
        **made_by("draw_figS2"),


use rule step as draw_figV1 with:
    input:
        **of_scenario("error_laws", "error_orders"),
    output:
        **drawn("figV1"),
    params:
        **made_by("draw_figV1"),


use rule step as draw_figV2 with:
    input:
        **of_scenario("parameters", "torque_curves"),
    output:
        **drawn("figV2"),
    params:
        **made_by("draw_figV2"),


use rule step as draw_figV3 with:
    input:
        **of_scenario("parameters", "kicks", "kick_errors"),
    output:
        **drawn("figV3"),
    params:
        **made_by("draw_figV3"),


use rule step as draw_figB1 with:
    input:
        **of_scenario("parameters", "voltage", "voltage_lines"),
    output:
        **drawn("figB1"),
    params:
        **made_by("draw_figB1"),


use rule step as draw_figB2 with:
    input:
        **of_scenario("parameters", "anisotropy", "anisotropy_lines"),
    output:
        **drawn("figB2"),
    params:
        **made_by("draw_figB2"),


use rule step as draw_figB3 with:
    input:
        **of_scenario("parameters", "damping"),
    output:
        **drawn("figB3"),
    params:
        **made_by("draw_figB3"),


# A figure with changed parameters over the published one; `make whatif` writes what it is made of.
use rule step as draw_whatif with:
    input:
        curves=ancient("results/whatif/{change}/curves.csv"),
        tables_of=whatif,
    output:
        pdf="results/whatif/{change}/{figure}.pdf",
        png="results/whatif/{change}/{figure}.png",
    params:
        **made_by("draw_whatif", *SCRIPTS),


# The movie, for `make movie`: not part of `all`
use rule step as follow_magnet with:
    input:
        **model("follow_magnet"),
    output:
        motion="results/{scenario}/movie/motion.csv",
        occupation="results/{scenario}/movie/occupation.csv",
    params:
        **made_by("follow_magnet"),


use rule step as draw_movie with:
    input:
        **of_scenario("parameters"),
        motion="results/{scenario}/movie/motion.csv",
        occupation="results/{scenario}/movie/occupation.csv",
    output:
        gif="results/{scenario}/movie.gif",
        png="results/{scenario}/movie.png",
    params:
        **made_by("draw_movie"),


use rule step as publish_movie with:
    input:
        made=["results/paper/movie.png"],
    output:
        published=["docs/movie.png"],
    params:
        **made_by("publish"),


# The figures of the paper, where everybody finds them
use rule step as publish with:
    input:
        made=["results/paper/{figure}.pdf", "results/paper/{figure}.png"],
    output:
        published=["paper_figures/{figure}.pdf", "paper_figures/{figure}.png"],
    params:
        **made_by("publish"),
