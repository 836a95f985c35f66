# The pictures: each is drawn from tables alone, those of the paper scenario.
rule draw_fig1:
    input:
        script="scripts/draw_fig1.py",
        code=DRAWING,
    output:
        pdf="paper_figures/fig1.pdf",
        png="paper_figures/fig1.png",
    priority: 1
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_fig2:
    input:
        script="scripts/draw_fig2.py",
        code=DRAWING,
        parameters="results/paper/parameters.csv",
        stability="results/paper/stability.csv",
        distribution="results/paper/distribution.csv",
    output:
        pdf="paper_figures/fig2.pdf",
        png="paper_figures/fig2.png",
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --parameters {input.parameters:q} --stability {input.stability:q} --distribution {input.distribution:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_fig3:
    input:
        script="scripts/draw_fig3.py",
        code=DRAWING,
        parameters="results/paper/parameters.csv",
        currents="results/paper/currents.csv",
    output:
        pdf="paper_figures/fig3.pdf",
        png="paper_figures/fig3.png",
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --parameters {input.parameters:q} --currents {input.currents:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_figA1:
    input:
        script="scripts/draw_figA1.py",
        code=DRAWING,
        parameters="results/paper/parameters.csv",
        dynamics="results/paper/dynamics.csv",
        retardation="results/paper/retardation.csv",
    output:
        pdf="paper_figures/figA1.pdf",
        png="paper_figures/figA1.png",
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --parameters {input.parameters:q} --dynamics {input.dynamics:q} --retardation {input.retardation:q} --pdf {output.pdf:q} --png {output.png:q}"


rule draw_figA2:
    input:
        script="scripts/draw_figA2.py",
        code=DRAWING,
        parameters="results/paper/parameters.csv",
        approach="results/paper/approach.csv",
        attractors="results/paper/attractors.csv",
    output:
        pdf="paper_figures/figA2.pdf",
        png="paper_figures/figA2.png",
    conda:
        "../envs/environment.yaml"
    shell:
        "python {input.script:q} --parameters {input.parameters:q} --approach {input.approach:q} --attractors {input.attractors:q} --pdf {output.pdf:q} --png {output.png:q}"
