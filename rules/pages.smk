# The pages about the paper: its equations, its slips, its claims, and the walk through it.
MODULES = sorted(glob(imports.place("src/thermal_stt/**/*.py"), recursive=True))
TESTS = sorted(glob(imports.place("tests/**/test_*.py"), recursive=True))
EVIDENCE = described.read_by("verify_claims.py")
WALK = [imports.place(file) for file in imports.closure("notebooks/walkthrough.py")[0]]


use rule step as write_equations with:
    input:
        modules=ancient(MODULES),
        tests=ancient(TESTS),
    output:
        equations="results/paper/equations.md",
        errata="results/paper/errata.md",
    params:
        **made_by("write_equations"),


use rule step as verify_claims with:
    input:
        **{name: f"results/paper/{name}.csv" for name in EVIDENCE},
        config=ancient(config_of),
    output:
        table=shown("results/paper/claims.csv", "claims", "Claims", claims="claims.csv"),
        page="results/paper/claims.md",
    params:
        **made_by("verify_claims"),


use rule step as publish_pages with:
    input:
        made=[*rules.write_equations.output, rules.verify_claims.output.page],
    output:
        published=["docs/equations.md", "docs/errata.md", "docs/claims.md"],
    params:
        **made_by("publish"),


use rule step as execute_walkthrough with:
    input:
        source=ancient(WALK[0]),
        package=ancient(WALK[1:]),
        config=ancient(config_of),
    output:
        notebook="results/walkthrough.ipynb",
        page=shown("results/walkthrough.html", "walkthrough", "Walk", walk="through the paper"),
    params:
        **made_by("execute_walkthrough", *WALK),


use rule step as show_tables with:
    input:
        results=collect("results/paper/{table}.csv", table=TABLES),
        claims="results/paper/claims.csv",
    output:
        page=shown("results/paper/tables.html", "tables", "Tables", table="all of them, here"),
        claims_page=shown("results/paper/claims.html", "claims", "Claims", claims="here"),
    params:
        **made_by("show_tables"),


# What is where, for machines: the published tables are the reference, which a clone has
CITATION = imports.place("CITATION.cff")
CAPTIONS = [imports.place(f"captions/{figure}.rst") for figure in FIGURES]


use rule step as describe_crate with:
    input:
        citation=ancient(CITATION),
        captions=ancient(CAPTIONS),
        tables=ancient([file for file in REFERENCE if file.endswith(".csv")]),
        figures=collect(rules.publish.output, figure=FIGURES),
        pages=rules.publish_pages.output,
    output:
        metadata="ro-crate-metadata.json",
    params:
        **made_by("describe_crate", CITATION, *CAPTIONS, *SCRIPTS),
        snakemake=imports.version("snakemake"),


# The site, for `make site`: not part of `all`
BENCH = glob("results/bench/*.png")


use rule step as build_site with:
    input:
        citation=ancient(CITATION),
        captions=ancient(sorted(CAPTIONS)),
        figures=collect(rules.publish.input, figure=FIGURES),
        movie=["results/paper/movie.gif", "results/paper/movie.png"],
        parameters="results/paper/parameters.csv",
        claims="results/paper/claims.csv",
        notebook=rules.execute_walkthrough.output.notebook,
        verdict="results/verdict.html",
        readme=ancient(imports.place("README.md")),
        note=ancient(imports.place("docs/dropped_field.md")),
        style=ancient(imports.place("captions/site.css")),
        package=ancient(MODULES),
        tests=ancient(TESTS),
        bench=BENCH,
    output:
        site="results/site/index.html",
    params:
        **made_by("build_site", CITATION, *CAPTIONS, *MODULES, *TESTS, *SCRIPTS),
