# What must be true of the tables before a figure is drawn from them.
use rule step as check_gates with:
    input:
        unpack(gated),
        **model("check_gates"),
    output:
        table="results/{scenario}/gates_{of}.csv",
    params:
        **made_by("check_gates"),


# The pictures: each is drawn by the script of its name, from what the function there takes.  `use
# rule` takes no computed name, so what `step` says stands here again.
for figure in described.figures(apart=True):

    rule:
        name:
            f"draw_{figure}"
        input:
            **drawn_from(f"draw_{figure}"),
        output:
            **drawn(figure),
        conda:
            ENVIRONMENT
        params:
            **made_by(f"draw_{figure}"),
        shell:
            "{params.run}"


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
        parameters="results/{scenario}/parameters.csv",
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
