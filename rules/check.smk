# How far results spread where nothing should change; not part of `all`, it runs the pipeline anew.
rule measure_spread:
    input:
        project=ancient(
            ["Snakefile"]
            + sorted(
                path
                for pattern in ("rules/*", "config/*", "src/**/*.py", "scripts/**/*.py")
                for path in glob(pattern, recursive=True)
            )
        ),
        tables=collect("results/paper/{table}.csv", table=TABLES),
        changed=changed("tests/reference/tolerances.csv"),
    output:
        tolerances=update("tests/reference/tolerances.csv"),
        table=update("results/spread.csv"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --project {input.project:q} --tables_of {input.tables:q} --tolerances {output.tolerances:q} --table {output.table:q}"


# Whether the results are still the published ones, for the report.  `make check` writes the same page,
# and compares two runs before; what it has found of this state of the project stands here too.
rule judge_results:
    input:
        results=collect("results/paper/{table}.csv", table=[*TABLES, "claims"]),
        gates=collect("results/paper/gates_{of}.csv", of=figures.GATED),
        figures=collect("paper_figures/{figure}.png", figure=figures.ALL),
        two_runs=glob(str(twice.FOUND)),
        reference=ancient(sorted(glob("tests/reference/[!t]*.csv"))),
        changed=changed("results/verdict.html"),
    output:
        verdict=report(
            update("results/verdict.html"),
            caption="../captions/verdict.rst",
            category="Verdict",
            labels={"verdict": "does it still give these numbers?"},
        ),
    conda:
        "../envs/environment.yaml"
    params:
        commit=lambda wildcards: present_commit(),
    shell:
        JOB
        + " --results {input.results:q} {input.gates:q} {input.figures:q} {input.two_runs:q} --reference {input.reference:q} --commit {params.commit} --verdict {output.verdict:q}"
