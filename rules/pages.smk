# The pages about the paper: its equations, its slips and its claims.
rule write_equations:
    input:
        script="scripts/write_equations.py",
        code=PAPER,
    output:
        equations="docs/equations.md",
        errata="docs/errata.md",
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --equations {output.equations:q} --errata {output.errata:q}"


rule verify_claims:
    input:
        script="scripts/verify_claims.py",
        code=PAPER,
        config="config/paper.yaml",
        tables=collect("results/paper/{table}.csv", table=EVIDENCE),
    output:
        table="results/paper/claims.csv",
        page="docs/claims.md",
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --config {input.config:q} --results results/paper --table {output.table:q} --page {output.page:q}"
