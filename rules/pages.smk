# The pages about the paper: its equations, its slips, its claims, and the walk through it.
rule write_equations:
    input:
        functions=ancient(sorted(glob("src/thermal_stt/*.py"))),
        tests=ancient(sorted(glob("tests/*.py"))),
        changed=changed("docs/equations.md"),
    output:
        equations=update("docs/equations.md"),
        errata=update("docs/errata.md"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --functions {input.functions:q} --tests {input.tests:q} --equations {output.equations:q} --errata {output.errata:q}"


rule verify_claims:
    input:
        config=ancient("config/paper.yaml"),
        stability="results/paper/stability.csv",
        slowness="results/paper/slowness.csv",
        currents="results/paper/currents.csv",
        distribution="results/paper/distribution.csv",
        dynamics="results/paper/dynamics.csv",
        slowness_of_runs="results/paper/slowness_of_runs.csv",
        retardation="results/paper/retardation.csv",
        approach="results/paper/approach.csv",
        changed=changed("results/paper/claims.csv"),
    output:
        table=report(
            update("results/paper/claims.csv"),
            caption="../captions/claims.rst",
            category="Claims",
            labels={"claims": "claims.csv"},
        ),
        page=update("docs/claims.md"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --config {input.config:q} --stability {input.stability:q} --slowness {input.slowness:q} --currents {input.currents:q} --distribution {input.distribution:q} --dynamics {input.dynamics:q} --slowness_of_runs {input.slowness_of_runs:q} --retardation {input.retardation:q} --approach {input.approach:q} --table {output.table:q} --page {output.page:q}"


rule execute_walkthrough:
    input:
        source=ancient("notebooks/walkthrough.py"),
        package=ancient(lambda wildcards: imports.closure("notebooks/walkthrough.py")[0][1:]),
        config=ancient("config/paper.yaml"),
        changed=changed("results/walkthrough.ipynb"),
    output:
        notebook=update("results/walkthrough.ipynb"),
        page=report(
            update("results/walkthrough.html"),
            caption="../captions/walkthrough.rst",
            category="Walk through the paper",
            labels={"walk": "from the Hamiltonian to Appendix A"},
        ),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --source {input.source:q} --package {input.package:q} --notebook {output.notebook:q} --page {output.page:q}"


rule show_tables:
    input:
        results=collect("results/paper/{table}.csv", table=TABLES),
        claims="results/paper/claims.csv",
        changed=changed("results/paper/tables.html"),
    output:
        page=report(
            update("results/paper/tables.html"),
            caption="../captions/tables.rst",
            category="Tables",
            labels={"table": "all of them, to be read here"},
        ),
        claims_page=report(
            update("results/paper/claims.html"),
            caption="../captions/claims.rst",
            category="Claims",
            labels={"claims": "to be read here"},
        ),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --results {input.results:q} --claims {input.claims:q} --page {output.page:q} --claims_page {output.claims_page:q}"
