# What must be true of the tables before a figure is drawn from them.
rule check_gates:
    input:
        unpack(gated_tables),
        config=ancient("config/paper.yaml"),
        changed=changed("results/paper/gates_{of}.csv"),
    output:
        table=update("results/paper/gates_{of}.csv"),
    priority: 1
    conda:
        "../envs/environment.yaml"
    params:
        tables=lambda wildcards, input: options(gated_tables(wildcards)),
    shell:
        JOB + " --config {input.config:q} {params.tables} --table {output.table:q}"


# The pictures: each is drawn from tables alone, those of the paper scenario.
rule draw_fig1:
    input:
        changed=changed("paper_figures/fig1.pdf"),
    output:
        pdf=update("paper_figures/fig1.pdf"),
        png=update("paper_figures/fig1.png"),
    priority: 1
    conda:
        "../envs/environment.yaml"
    shell:
        JOB + " --pdf {output.pdf:q} --png {output.png:q}"


rule draw_fig2:
    input:
        parameters="results/paper/parameters.csv",
        stability="results/paper/stability.csv",
        distribution="results/paper/distribution.csv",
        gates="results/paper/gates_states.csv",
        changed=changed("paper_figures/fig2.pdf"),
    output:
        pdf=update("paper_figures/fig2.pdf"),
        png=update("paper_figures/fig2.png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --stability {input.stability:q} --distribution {input.distribution:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_fig3:
    input:
        parameters="results/paper/parameters.csv",
        currents="results/paper/currents.csv",
        gates="results/paper/gates_states.csv",
        changed=changed("paper_figures/fig3.pdf"),
    output:
        pdf=update("paper_figures/fig3.pdf"),
        png=update("paper_figures/fig3.png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --currents {input.currents:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_figA1:
    input:
        parameters="results/paper/parameters.csv",
        dynamics="results/paper/dynamics.csv",
        retardation="results/paper/retardation.csv",
        gates="results/paper/gates_runs.csv",
        changed=changed("paper_figures/figA1.pdf"),
    output:
        pdf=update("paper_figures/figA1.pdf"),
        png=update("paper_figures/figA1.png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --dynamics {input.dynamics:q} --retardation {input.retardation:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_figA2:
    input:
        parameters="results/paper/parameters.csv",
        approach="results/paper/approach.csv",
        attractors="results/paper/attractors.csv",
        gates="results/paper/gates_approach.csv",
        changed=changed("paper_figures/figA2.pdf"),
    output:
        pdf=update("paper_figures/figA2.pdf"),
        png=update("paper_figures/figA2.png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --approach {input.approach:q} --attractors {input.attractors:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"
