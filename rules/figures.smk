# What must be true of the tables before a figure is drawn from them.
rule check_gates:
    input:
        unpack(gated_tables),
        config=ancient(config_of),
        zero_modes=zero_modes,
        changed=changed("results/{scenario}/gates_{of}.csv"),
    output:
        table=update("results/{scenario}/gates_{of}.csv"),
    priority: 1
    conda:
        "../envs/environment.yaml"
    params:
        tables=lambda wildcards: options(gated_tables(wildcards)),
        band=zero_modes_option,
    shell:
        JOB + " --config {input.config:q} {params.tables} --table {output.table:q} {params.band}"


# The pictures: each is drawn from tables alone.  In paper_figures they are those of the paper's
# scenario; results/NAME/fig3.pdf is the same figure of config/NAME.yaml.
rule draw_fig1:
    input:
        changed=changed("paper_figures/fig1.pdf"),
    output:
        pdf=drawn("fig1", "pdf", "paper_figures"),
        png=drawn("fig1", "png", "paper_figures"),
    priority: 1
    conda:
        "../envs/environment.yaml"
    shell:
        JOB + " --pdf {output.pdf:q} --png {output.png:q}"


rule draw_fig2:
    input:
        unpack(drawn_from("fig2")),
        changed=changed("{place}/fig2.pdf"),
    output:
        pdf=drawn("fig2", "pdf"),
        png=drawn("fig2", "png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --stability {input.stability:q} --distribution {input.distribution:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_fig3:
    input:
        unpack(drawn_from("fig3")),
        changed=changed("{place}/fig3.pdf"),
    output:
        pdf=drawn("fig3", "pdf"),
        png=drawn("fig3", "png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --currents {input.currents:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_figA1:
    input:
        unpack(drawn_from("figA1")),
        changed=changed("{place}/figA1.pdf"),
    output:
        pdf=drawn("figA1", "pdf"),
        png=drawn("figA1", "png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --dynamics {input.dynamics:q} --retardation {input.retardation:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_figA2:
    input:
        unpack(drawn_from("figA2")),
        changed=changed("{place}/figA2.pdf"),
    output:
        pdf=drawn("figA2", "pdf"),
        png=drawn("figA2", "png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --parameters {input.parameters:q} --approach {input.approach:q} --attractors {input.attractors:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"


# A figure with changed parameters over the published one; `make whatif` writes what it is made of.
rule draw_whatif:
    input:
        curves=ancient("results/whatif/{change}/curves.csv"),
        tables_of=lambda wildcards: whatif(wildcards, gates=False),
        gates=lambda wildcards: whatif(wildcards, gates=True),
        changed=changed("results/whatif/{change}/{figure}.pdf"),
    output:
        pdf=update("results/whatif/{change}/{figure}.pdf"),
        png=update("results/whatif/{change}/{figure}.png"),
    conda:
        "../envs/environment.yaml"
    shell:
        JOB
        + " --curves {input.curves:q} --tables_of {input.tables_of:q} --gates {input.gates:q} --pdf {output.pdf:q} --png {output.png:q}"
