# How far results spread where nothing should change; not part of `all`, it runs the pipeline anew.
use rule step as measure_spread with:
    input:
        config=ancient(config_of),
        tables_of=collect("results/paper/{table}.csv", table=TABLES),
    output:
        tolerances="tests/reference/tolerances.csv",
        table="results/spread.csv",
    params:
        **made_by("measure_spread", *SCRIPTS),


# Whether the results are still the published ones, for the report.  `make check` writes the same page,
# and compares two runs before; what it has found of this state of the project stands here too.
use rule step as judge_results with:
    input:
        results=collect("results/paper/{table}.csv", table=[*TABLES, "claims"]),
        gates=collect("results/paper/gates_{of}.csv", of=GATED),
        figures=collect("paper_figures/{figure}.png", figure=FIGURES),
        pages=rules.publish_pages.output,
        two_runs=glob(str(twice.FOUND)),
        reference=ancient(REFERENCE),
    output:
        verdict=shown("results/verdict.html", "verdict", "Verdict", verdict="the same?"),
    params:
        **made_by("judge_results", *SCRIPTS, *REFERENCE),
