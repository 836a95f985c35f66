"""Snakemake with all of it loaded: each line of the input asks for a run, which is a fork.

To load it is most of a start, and what a test looks at comes after.
"""

import json
import os
import sys

import ruamel.yaml  # noqa: F401
import smart_open  # noqa: F401
import snakemake.cli
import snakemake.report.html_reporter

snakemake.cli.get_argument_parser()  # which looks for plugins on the whole path

for line in sys.stdin:
    folder, arguments, output = json.loads(line)
    if (run := os.fork()) == 0:
        os.chdir(folder)
        sys.argv, sys.path[0] = ["snakemake", *arguments], folder
        with open(output, "wb") as printed:
            os.dup2(printed.fileno(), 1)
        os.dup2(1, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.exit(snakemake.cli.main())
    print(os.waitstatus_to_exitcode(os.waitpid(run, 0)[1]), flush=True)
