"""The promises of the tree: who imports what, which files belong together, what is documented."""

import ast
import importlib
import pydoc
import re
import subprocess
import sys
import tomllib

import pytest
from project import loaded_by
from ruamel.yaml import YAML

import thermal_stt
from models import ROOT
from pipeline import described, imports
from pipeline.check import tables
from thermal_stt.scenario import columns, measured

SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
MODULES = sorted((ROOT / "src/thermal_stt").rglob("*.py"))
RULES = [ROOT / "Snakefile", *sorted((ROOT / "rules").glob("*.smk"))]
WORKFLOW = ".github/workflows/check.yml"
WORKFLOWS = sorted(str(path) for path in (ROOT / ".github/workflows").glob("*.yml"))
SNAKEFILE = "\n".join(path.read_text() for path in RULES)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_every_script_has_the_name_of_its_rule():
    steps = re.findall(r"^use rule step as (\w+) with:", SNAKEFILE, re.MULTILINE)
    run = re.findall(r"\*\*made_by\(\"(\w+)\"", SNAKEFILE)
    assert [re.sub("^publish_.*", "publish", step) for step in steps] == run
    # those of figures are made by one loop
    assert SNAKEFILE.count('**made_by(f"draw_{figure}")') == 1
    run += [f"draw_{figure}" for figure in described.figures(apart=True)]
    assert {path.stem for path in SCRIPTS} == {*run}
    assert SNAKEFILE.count("shell:") == SNAKEFILE.count('"{params.run}"') == 2  # no command line


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_physics_knows_no_workflow_no_files_and_no_plots(path):
    allowed = {"thermal_stt", "numpy", "scipy", "pydantic", "pydantic_core", "ruamel", "pint"}
    allowed |= sys.stdlib_module_names
    roots = {name.split(".")[0] for name in imported(path)}
    assert roots <= allowed - {"os", "pathlib", "io", "shutil", "subprocess", "tempfile"}
    assert not re.search(r"\bopen\(", path.read_text())


@pytest.fixture(scope="module")
def modules():
    """What each script loads, beside pandas, which has nothing of what is asked for."""
    return loaded_by([path.stem for path in SCRIPTS], "pandas")


@pytest.mark.long
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_imports_read_from_the_code_are_those_that_python_makes(path, modules):
    files, packages = imports.closure(f"scripts/{path.name}")
    assert files[0] == f"scripts/{path.name}"
    ours = (f"{ROOT}/src/", f"{ROOT}/scripts/")
    loaded = [file for file in modules[path.stem].values() if file.startswith(ours)]
    assert {file.removeprefix(f"{ROOT}/") for file in loaded} <= {*files}
    assert all(imports.version(package) != "-" for package in packages)


@pytest.mark.long
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_only_what_draws_imports_matplotlib_and_nothing_imports_pyplot(path, modules):
    loaded = {*modules[path.stem]}
    draws = path.stem.startswith("draw_") or path.stem == "judge_results"
    assert ("matplotlib" in loaded) == draws
    assert "matplotlib.pyplot" not in loaded
    assert "pint" not in loaded  # takes 0.4 s, and only numbers with units need it
    assert ("nbclient" in loaded) == (path.stem == "execute_walkthrough")
    integrates = {"integrate_dynamics", "measure_retardation", "compute_kick", "gather_kicks"}
    solves = {"solve_zero_modes", "solve_dropped_field", "assess_validity", "sweep_exact_states"}
    solves |= {"measure_error_laws", "trace_torque_curves"}
    assert ("scipy.integrate" in loaded) == (path.stem in integrates)
    assert ("scipy.optimize" in loaded) == (path.stem in integrates | solves)
    if path.stem.startswith("draw_"):
        assert not any(name.startswith("thermal_stt") for name in loaded)


def test_every_column_of_numbers_has_one_kind():
    found = {}
    for path in SCRIPTS:
        for column, kind in described.constant(path.name, "KINDS", {}).items():
            assert found.setdefault(column, kind) == kind, (path.name, column)
    assert {*found.values()} - {columns.NUMBER, columns.BY_ROW} == {*columns.SI}
    assert {*columns.SI} <= {*measured.KINDS}
    for name in tables.names(ROOT / "tests/reference"):
        table = tables.read(ROOT / f"tests/reference/{name}.csv")
        assert {*table.select_dtypes("float")} <= {*found}, name


def test_scripts_are_thin():
    for path in SCRIPTS:
        if not path.stem.startswith("draw_"):
            code = path.read_text().partition("\ndef ")[2]  # after what it says of itself
            assert len(code.splitlines()) < 35, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_public_function_says_what_it_computes(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    inside = [part for node in tree.body if isinstance(node, ast.ClassDef) for part in node.body]
    for node in [*tree.body, *inside]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.stem}.{node.name}"


def test_help_names_the_types_of_arguments():
    """`ArrayLike`, not the union of seven that it stands for."""
    for path in MODULES:
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        shown = pydoc.plain(pydoc.render_doc(module)).partition("\nDATA\n")[0]
        assert not re.search(r"_NestedSequence|ndarray\[tuple", shown), name


def test_no_identifier_is_greek():
    for path in [*MODULES, *SCRIPTS]:
        assert path.read_text().isascii(), path


def supported():
    """The Pythons that the package says it runs on, oldest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [
        line.removeprefix("Programming Language :: Python :: ") for line in project["classifiers"]
    ]
    return [name for name in named if re.fullmatch(r"3\.\d+", name)]


def test_every_place_names_the_same_pythons():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    makefile = (ROOT / "Makefile").read_text()
    jobs = YAML().load((ROOT / WORKFLOW).read_text())["jobs"]
    assert re.search("^VERSIONS := (.*)$", makefile, re.MULTILINE)[1].split() == supported()[::-1]
    assert jobs["check"]["strategy"]["matrix"]["python"] == supported()
    oldest, newest = supported()[0], supported()[-1]
    assert project["project"]["requires-python"] == f">={oldest}"
    assert project["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    assert f"--python-version {oldest} " in makefile
    assert f"a Python from {oldest} to {newest}" in (ROOT / "README.md").read_text()


def test_the_workflow_runs_the_commands_of_the_readme():
    readme = (ROOT / "README.md").read_text()
    steps = YAML().load((ROOT / WORKFLOW).read_text())["jobs"]["check"]["steps"]
    block = readme[readme.index("## Run it") :]
    promised = re.findall(r"^    (make\b[^#\n]*?) *(?:#.*)?$", block, re.MULTILINE)[:2]
    assert [step["run"] for step in steps if "run" in step] == promised


def locked():
    lock = (ROOT / "envs/requirements.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock, re.MULTILINE))


def test_the_conda_environment_has_the_locked_versions():
    text = (ROOT / "envs/environment.yaml").read_text()
    conda = dict(re.findall(r"^ +- ([\w.-]+)==?([\d.]+)$", text, re.MULTILINE))
    first, *_, last = supported()
    assert f"  - python>={first},<3.{int(last.split('.')[1]) + 1}\n" in text
    names = {"matplotlib-base": "matplotlib", "ruamel.yaml": "ruamel-yaml"}
    imports = {"PIL": "pillow", "pydantic_core": "pydantic", "fontTools": "fonttools"}
    imports |= {"math_core": "math"}
    unseen = {"ipykernel", "furo", "myst"}  # kernel, theme, reader: no script imports them
    for name, version in conda.items():
        assert locked()[names.get(name, name)] == version, name
    needed = {name.split(".")[0] for path in MODULES for name in imported(path)}
    for folder in ("scripts", "src/pipeline"):
        files = (ROOT / folder).rglob("*.py")
        needed |= {name.split(".")[0] for path in files for name in imported(path)}
    third_party = needed - sys.stdlib_module_names - {"thermal_stt", "pipeline"}
    third_party -= {"snakemake"}  # which runs the jobs
    third_party = {imports.get(name, name) for name in third_party}
    assert {names.get(name, name).split("-")[0] for name in conda} == third_party | unseen


def test_the_lock_is_complete_hashed_and_names_no_host():
    for name in ("requirements.txt", "uv.txt"):
        text = (ROOT / "envs" / name).read_text()
        assert "://" not in text
        assert "--index" not in text
        for block in re.split(r"\n(?=[a-z0-9-]+==)", text):
            assert "--hash=sha256:" in block
    project = (ROOT / "pyproject.toml").read_text()
    for name in re.findall(r'"([a-z][\w.-]*)[><=]', project):
        assert re.sub("[._]", "-", name) in locked(), name
    versions = re.findall(
        r"^([a-z0-9-]+)==", (ROOT / "envs/requirements.txt").read_text(), re.MULTILINE
    )
    assert len(versions) == len(set(versions))  # one for every Python


def test_links_of_the_readme_lead_somewhere():
    readme = (ROOT / "README.md").read_text()
    targets = re.findall(r"\]\(([^)#]+)\)", readme) + re.findall(r'src="([^"]+)"', readme)
    assert targets
    for target in targets:
        if "://" not in target and not target.startswith("../../actions/"):
            assert (ROOT / target).exists(), target
    for name in re.findall(r"`(thermal_stt\.\w+)`", readme):
        assert (ROOT / "src" / (name.replace(".", "/") + ".py")).exists(), name


def test_every_floor_has_its_place_in_the_readme_and_every_module_on_its_floor():
    readme = (ROOT / "README.md").read_text()
    for path in (ROOT / "src/thermal_stt").iterdir():
        if not path.name.startswith("_") and (path.suffix == ".py" or path.is_dir()):
            assert f"src/thermal_stt/{path.name})" in readme, path.name
    for face in (ROOT / "src/thermal_stt").glob("*/__init__.py"):
        if face.parent.name != "paper":  # whose face has names, not modules
            listed = re.findall(r"^- `(\w+)`: .", face.read_text(), re.MULTILINE)
            there = {path.stem for path in face.parent.glob("[!_]*.py")}
            assert (len(listed), {*listed}) == (len(there), there), face


def test_a_module_is_found_without_its_floor():
    names = [path.stem for path in MODULES if not path.stem.startswith("_")]
    assert len(names) == len({*names})
    code = "import sys; from thermal_stt import precession; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "thermal_stt.full_dynamics.integration" not in done.stdout.split()
    assert thermal_stt.precession is importlib.import_module("thermal_stt.magnet.precession")
    with pytest.raises(ImportError):
        exec("from thermal_stt import no_such_module")


@pytest.mark.long
@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["snakefmt", "--check", "Snakefile", "rules"],
        ["mypy"],
        ["check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        ["check_jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff"],
    ],
    ids=" ".join,
)
def test_the_code_is_in_form(command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_is_the_same_everywhere():
    citation = YAML().load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == thermal_stt.__version__
