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
