"""Every figure of unlike scenarios can be read: nothing cut off, nothing on anything else."""

import json
from functools import cache
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from legibility import faults
from matplotlib.backends import backend_agg
from matplotlib.mathtext import MathTextParser
from ruamel.yaml import YAML

import analyse_stability
import approach_attractors
import assess_noise
import check_gates
import compute_map
import draw_fig1
import draw_fig2
import draw_fig3
import draw_figA1
import draw_figA2
import draw_figB1
import draw_figB2
import draw_figB3
import draw_figE1
import draw_figN1
import draw_figN2
import draw_figN3
import draw_figS1
import draw_figS2
import draw_figV1
import draw_figV2
import draw_whatif
import evaluate_currents
import evaluate_distribution
import gather_map
import integrate_dynamics
import measure_error_laws
import measure_retardation
import run_engine
import sample_noise
import scan_anisotropy
import scan_damping
import scan_voltage
import solve_fixed_points
import solve_open_circuit
import solve_zero_modes
import sweep_exact_states
import tabulate_parameters
import trace_torque_curves
from models import ROOT
from pipeline import described, drawing, netcdf, scales, shades, tables, tracing

pytestmark = pytest.mark.long

SHIPPED = {
    name: YAML(typ="safe").load((ROOT / f"config/{name}.yaml").read_text())
    for name in ("paper", "device", "semicircle")
}
DRAWN_FROM = described.figures()
TABLES = {name for names in DRAWN_FROM.values() for name in names} | {
    "fixed_points",
    "slowness_of_runs",
    "noise",
}
DRAWINGS = {
    "fig2": draw_fig2.angles_and_distributions,
    "fig3": draw_fig3.charge_current,
    "figA1": draw_figA1.relaxation,
    "figA2": draw_figA2.trajectories,
    "figE1": draw_figE1.heat_engine,
    "figN1": draw_figN1.distributions,
    "figN2": draw_figN2.against_spin,
    "figN3": draw_figN3.widths,
    "figB1": draw_figB1.phases,
    "figB2": draw_figB2.precessions,
    "figB3": draw_figB3.largest,
}
EXACT = {"figV1": draw_figV1.errors, "figV2": draw_figV2.curves}


def changed(base: str, **sections: object) -> dict:
    """A shipped scenario with some keys of its sections changed, or sections taken out (None)."""
    said = dict(SHIPPED[base])
    for name, section in sections.items():
        if section is None:
            del said[name]
        elif isinstance(section, dict):
            said[name] = said.get(name, {}) | section
        else:
            said[name] = section
    return said


LONG = "one of the longest names that can be"
SCENARIOS = {
    **SHIPPED,
    "gamma_delta_positive": changed(
        "paper",
        tunneling_rates={"left_up": 0.09, "left_down": 0.01},
        approach={"d": [-720.0, 719.0]},
    ),
    "field_negative": changed("paper", magnet={"field": -1.0}),
    "little_asked": changed(
        "paper", distributions=None, approach=None, dynamics={"formulations": ["llgs"]}
    ),
    "asymmetric": changed(
        "paper",
        magnet={"exchange": 0.06},
        density_of_states={"up": 14.0, "down": 6.0, "slope_up": -0.3, "slope_down": 0.13},
        thermal_drive={"start": -12000.0, "stop": 31000.0},
    ),
    "no_precession": changed("paper", thermal_drive={"start": 10.0, "stop": 300.0}),
    # from a random search: the torque balance is cubic, and has up to three roots
    "three_precessions": changed(
        "paper",
        tunneling_rates={"left_up": 0.0995, "left_down": 0.0054, "right": 0.0091},
        density_of_states={"up": 2.63, "down": 8.23, "slope_up": -0.2326, "slope_down": 0.593},
        magnet={"anisotropy": 2.086, "damping": 1.19e-3},
        approach={"d": [-1000.0, -600.0, 500.0]},
    ),
    "voltage": changed("paper", bias={"voltage": 1.5}, dynamics=None),  # `retarded` has none
    "easy_plane": changed(
        "paper", magnet={"anisotropy": -3.0}, bias={"voltage": -2.0}, dynamics=None
    ),
    "no_d_0": changed(
        "paper",
        density_of_states={"slope_up": 0.2, "slope_down": 0.2},
        thermal_drive={"start": -1e6, "stop": 2e6},
        distributions=None,
    ),
    "far_out": changed("paper", thermal_drive={"start": -2e6, "stop": 1e6}),
    "large_numbers": changed(
        "device", units={"energy": "neV", "drive": "mK^2", "temperature": "uK", "time": "ps"}
    ),
    "tiny_numbers": changed(
        "device",
        units={"energy": "eV", "drive": "eV^2", "temperature": "MK", "time": "s", "current": "A"},
        approach={"d": ["-1725.25 K^2"], "cos_theta": [0.3]},
    ),
    "many": changed(
        "paper",
        distributions=[
            {"label": f"{LONG} {n}", "d": d, "temperature_left": t}
            for n, (d, t) in enumerate(product((-480.0, -500.0, -700.0, -1050.0), (0.123456, 10.0)))
        ],
        dynamics={
            "starts": [SHIPPED["paper"]["dynamics"]["starts"][0] | {"label": LONG}],
        },
        approach={"d": [-900.0, -720.0, -361.0, -360.0, 0.0, 360.0, 720.0, 1e5]},
    ),
}


GRID = {"start": -1100.0, "stop": 1100.0, "points": 9}
MAPS = {
    "paper": SHIPPED["paper"],
    "no_precession": changed("paper", density_of_states={"slope_up": 0.2, "slope_down": 0.2}),
    "in_units": changed(
        "device",
        map=[
            {
                "of": "attractor",
                "axes": [
                    {"key": "magnet.field", "start": "0.5 ueV", "stop": "80 ueV", "points": 9},
                    {"key": "thermal_drive.d", "start": "-2700 K^2", "stop": "1 K^2", "points": 9},
                ],
            },
            {
                "of": "switching",
                "d": "-1725 K^2",
                "axes": [
                    {"key": "start.delta_magnetization", "start": -1, "stop": 1, "points": 9},
                    {"key": "start.theta", "start": 0.1, "stop": 3.1, "points": 9},
                ],
            },
        ],
    ),
    "other_axes": changed(
        "paper",
        map=[
            {
                "of": "attractor",
                "axes": [
                    {"key": "density_of_states.slope_up", **GRID, "start": -0.3, "stop": 0.1},
                    {"key": "dot.capacitance", **GRID, "start": 0.1},
                ],
                "d": -700.0,
            },
            {
                "of": "switching",
                "axes": [
                    {"key": "magnet.spin", **GRID, "start": 10.0, "spacing": "logarithmic"},
                    {"key": "thermal_drive.d", **GRID},
                    {"key": "magnet.exchange", **GRID, "start": 0.01, "stop": 0.09},
                ],
                "start": {"theta": 1.0, "delta_potential": 0.1},
            },
        ],
    ),
    "random_first": changed(
        "paper",
        map=[
            {
                "of": "attractor",
                "axes": [
                    {
                        "key": "magnet.field",
                        "start": 0.5,
                        "stop": 2.0,
                        "random": {"seed": 1, "samples": 4},
                    },
                    {"key": "thermal_drive.d", **GRID},
                    {"key": "magnet.damping", **GRID, "start": 1e-5, "spacing": "logarithmic"},
                ],
            },
            {
                "of": "switching",
                "axes": [
                    {"key": "thermal_drive.d", **GRID},
                    {
                        "key": "start.delta_potential",
                        "start": 0.0,
                        "stop": 0.1,
                        "random": {"seed": 1, "samples": 5},
                    },
                    {"key": "start.theta", "start": 0.1, "stop": 3.1, "points": 9},
                ],
            },
        ],
    ),
}


@pytest.fixture(scope="module", autouse=True)
def each_formula_is_set_once():
    """Not for each picture anew, which takes most of the time of drawing one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend_agg, "MathTextParser", cache(MathTextParser))
        patch.setattr(
            MathTextParser, "_parse_cached", cache(MathTextParser._parse_cached.__wrapped__)
        )
        yield


@pytest.mark.parametrize("name", MAPS)
def test_every_text_of_a_map_can_be_read(name, tmp_path):
    config, parameters = str(tmp_path / "mine.yaml"), str(tmp_path / "parameters.csv")
    maps = [asked | {"chunks": 1} for asked in MAPS[name]["map"]]
    Path(config).write_text(json.dumps(MAPS[name] | {"map": maps}))
    tabulate_parameters.tabulate_parameters(config, parameters)
    for of, draw in (("attractor", draw_figS1.attractor), ("switching", draw_figS2.switching)):
        part, mapped = f"{tmp_path}/map/{of}/0_of_1.npz", f"{tmp_path}/{of}.nc"
        Path(part).parent.mkdir(parents=True)
        compute_map.compute_map(config, part)
        gather_map.gather_map(config, [part], mapped)
        picture = draw(tables.read(parameters), netcdf.read(mapped))
        assert faults(picture) == []
        assert picture.get_figwidth() == drawing.COLUMN_WIDTH


@pytest.mark.parametrize("order", [*permutations(("x", "y", "further", "sample"))])
def test_of_what_is_no_axis_of_the_plane_the_first_is_drawn(order):
    """Wherever it stands, and whatever it is: another axis, or samples at random."""
    sizes = {"x": 3, "y": 4, "further": 2, "sample": 5}
    numbers = np.arange(120.0).reshape([sizes[name] for name in order])
    axes = {name: netcdf.Variable((name,), np.arange(sizes[name]), {"key": ""}) for name in order}
    samples = axes.pop("sample")
    variables = {**axes, "drawn": samples, "result": netcdf.Variable(order, numbers, {})}
    plane = shades.plane(variables)
    assert plane == tuple(name for name in order if name in axes)[:2]
    expected = numbers
    for place in reversed(range(4)):
        if order[place] not in plane:
            expected = expected.take(0, axis=place)
    np.testing.assert_array_equal(shades.plain(variables, "result"), expected.T)


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory):
    """The tables of a scenario as the scripts make them, each scenario once."""
    made = {}

    def folder(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            compute(SCENARIOS[name], made[name])
        return made[name]

    return folder


def compute(said: dict, folder: Path) -> None:
    config = str(folder / "scenario.yaml")
    files = {name: str(folder / f"{name}.csv") for name in TABLES}
    Path(config).write_text(json.dumps(coarse(said)))
    band = None
    if "band" in said:
        band = str(folder / "zero_modes.csv")
        solve_zero_modes.solve_zero_modes(config, band)
    tabulate_parameters.tabulate_parameters(config, files["parameters"], band)
    evaluate_distribution.evaluate_distribution(config, files["distribution"], band)
    solve_fixed_points.solve_fixed_points(config, files["fixed_points"], band)
    states = files["fixed_points"], files["stability"], band
    analyse_stability.analyse_stability(config, *states)
    evaluate_currents.evaluate_currents(config, files["stability"], files["currents"], band)
    solve_open_circuit.solve_open_circuit(config, files["open_circuit"], band)
    if "engine" in said:
        run_engine.run_engine(config, files["engine"], band)
    if "noise" in said:
        lines = files["noise"], files["linewidths"], band
        assess_noise.assess_noise(config, files["stability"], *lines)
    if "noise" in said and "approach" in said:
        sampled = files["noise_distribution"], files["lifetimes"], band
        sample_noise.sample_noise(config, *sampled)
    scans = (
        (scan_voltage.scan_voltage, ("voltage", "voltage_lines")),
        (scan_anisotropy.scan_anisotropy, ("anisotropy", "anisotropy_lines")),
        (scan_damping.scan_damping, ("damping",)),
    )
    for scan, names in scans:
        scan(config, *(files[name] for name in names), band)
    if "dynamics" in said:
        runs = files["dynamics"], files["slowness_of_runs"], band
        integrate_dynamics.integrate_dynamics(config, *runs)
        measure_retardation.measure_retardation(config, files["retardation"], band)
    if "approach" in said:
        ways = files["approach"], files["attractors"], band
        approach_attractors.approach_attractors(config, *ways)
    laws = files["error_laws"], files["error_orders"], band
    measure_error_laws.measure_error_laws(config, *laws)
    trace_torque_curves.trace_torque_curves(config, files["torque_curves"], band)


def coarse(said: dict) -> dict:
    """The scenario on coarser grids in time: a picture has the same texts and the same room."""
    few = {name: said[name] | {"points": 41} for name in ("dynamics", "approach") if name in said}
    few |= {"noise": said["noise"] | {"samples": 20}} if "noise" in said else {}
    return said | few


def read(folder: Path, figure: str) -> dict:
    return {name: tables.read(f"{folder}/{name}.csv") for name in DRAWN_FROM[figure]}


def drawable(said: dict, figure: str) -> bool:
    asks = {"figA1": "dynamics", "figA2": "approach", "figE1": "engine"}
    asks |= dict.fromkeys(("figN1", "figN2", "figN3"), "noise")
    needs = {asks.get(figure, "magnet"), *(["approach"] if figure in ("figN1", "figN2") else [])}
    return needs <= {*said}


ALL = DRAWINGS | EXACT
PICTURES = [(n, f) for n, said in SCENARIOS.items() for f in ALL if drawable(said, f)]


@pytest.mark.parametrize(("name", "figure"), PICTURES)
def test_every_text_of_every_figure_can_be_read(folder_of, name, figure):
    picture = ALL[figure](*read(folder_of(name), figure).values())
    assert faults(picture) == []
    assert picture.get_figwidth() == drawing.COLUMN_WIDTH
    for axes in picture.axes:  # figures of one scenario have the drive in one direction
        for low, high in (axes.get_xlim(), axes.get_ylim()):
            assert low < high


def test_the_schematic_can_be_read():
    assert faults(draw_fig1.system()) == []


@pytest.mark.parametrize("figure", DRAWINGS)
@pytest.mark.parametrize("names", [["paper", "gamma_delta_positive"], ["device", "large_numbers"]])
def test_every_text_of_a_change_can_be_read(folder_of, names, figure):
    label = "rho'_Sigma = 0.05, tunneling_rates.right = 0.02, thermal_drive.temperature_coldest = "
    names = names[:1] if figure == "figA2" else names  # with the same drives
    tables = [read(folder_of(name), figure) for name in names]
    shared = "S = 700, C = 0.2, Gamma_r = 0.03, J = 0.07, temperature_coldest = 3"
    curves = [
        draw_whatif.Curve(f"{label}{n}", draw_whatif.PUBLISHED, tables[n % len(tables)], shared)
        for n in range(6)
    ]
    assert faults(draw_whatif.drawing_of(figure)(curves)) == []


@pytest.mark.parametrize(
    ("figure", "name", "panels"),
    [
        ("fig2", "paper", 2),
        ("fig2", "no_d_0", 1),
        ("figA1", "paper", 4),
        ("figA1", "little_asked", 2),
    ],
)
def test_no_panel_is_empty(folder_of, figure, name, panels):
    given = read(folder_of(name), figure)
    picture = DRAWINGS[figure](*given.values())
    curves = [draw_whatif.Curve("published", draw_whatif.PUBLISHED, given, "")]
    changed = draw_whatif.DRAWINGS[figure](curves)
    assert len(picture.axes) == panels
    for axes in picture.axes + changed.axes:
        assert any(len(np.unique(line.get_xdata())) > 2 for line in axes.lines)


def test_a_change_of_what_spans_decades_is_logarithmic_and_of_nothing_says_so(folder_of):
    given = read(folder_of("paper"), "figN2")
    nothing = given | {"lifetimes": given["lifetimes"].head(0)}
    for shown, scale, words in (
        (given, "log", ""),
        (nothing, "linear", "lifetimes.csv has no rows"),
    ):
        curves = [draw_whatif.Curve(str(n), draw_whatif.PUBLISHED, shown, "") for n in range(2)]
        picture = draw_whatif.drawing_of("figN2")(curves)
        assert faults(picture) == []
        for axes in picture.axes:
            assert axes.get_yscale() == scale
            assert axes.get_title().startswith(words)


def test_a_table_of_one_curve_needs_nothing_that_tells_curves_apart():
    table = pd.DataFrame({"d": [0.0, 1.0], "value": [2.0, 3.0]})
    [curve] = tracing.curves_of(table, "d", ())
    pd.testing.assert_frame_equal(curve, table)


def test_a_linewidth_at_one_drive_is_seen(folder_of):
    parameters, linewidths = read(folder_of("paper"), "figN3").values()
    one = linewidths.groupby("anisotropy").head(1)
    [axes] = draw_figN3.widths(parameters, one).axes
    curves = [line for line in axes.lines if line.get_zorder() == drawing.STABLE["zorder"]]
    assert [line.get_marker() for line in curves] == ["."]
    assert faults(draw_figN3.widths(parameters, one)) == []


def title(picture):
    [key] = picture.legends
    return key.get_title().get_text()


def test_where_there_is_nothing_to_draw_there_are_words(folder_of):
    parameters, linewidths = read(folder_of("paper"), "figN3").values()
    empty = draw_figN3.widths(parameters, linewidths.head(0))
    assert title(empty) == drawing.NO_STABLE_PRECESSION
    parameters, damping = read(folder_of("paper"), "figB3").values()
    laws, orders = read(folder_of("paper"), "figV1").values()
    nothing = draw_figV1.errors(laws.assign(bare=np.nan, repaired=np.nan), orders)
    assert title(nothing) == draw_figV1.NO_ERRORS
    pictures = [empty, nothing]
    for largest, words in ((0.0, drawing.NO_STABLE_PRECESSION), (np.inf, draw_figB3.UNLIMITED)):
        pictures.append(draw_figB3.largest(parameters, damping.assign(damping_largest=largest)))
        assert title(pictures[-1]) == words
    assert title(draw_figB3.largest(parameters, damping)) == ""
    assert [faults(picture) for picture in pictures] == [[]] * 4


def test_two_anisotropies_have_two_names(folder_of):
    parameters, linewidths = read(folder_of("paper"), "figN3").values()
    first, second = linewidths["anisotropy"].unique()
    other = linewidths.replace({"anisotropy": {first: -20.0, second: -19.9}})
    [key] = draw_figN3.widths(parameters, other).legends
    assert [t.get_text() for t in key.get_texts()] == [r"$B_K=-20\,|B|$", r"$B_K=-19.9\,|B|$"]


def test_no_two_distributions_look_alike(folder_of):
    """As many drives as there are dashes for each look, and two temperatures at each."""
    given = read(folder_of("paper"), "fig2")
    first = given["distribution"].head(1)
    rows = [
        first.assign(d=-500.0 - drive, temperature_left=6.0 + cold, temperature_right=9.0)
        for drive in range(8)
        for cold in range(2)
    ]
    picture = draw_fig2.angles_and_distributions(
        given["parameters"], given["stability"], pd.concat(rows)
    )
    looks = {(line.get_color(), str(line._dash_pattern)) for line in picture.axes[1].lines}
    assert len(looks) == len(rows)


def test_where_nothing_is_retarded_the_panel_says_0(folder_of):
    """A start at rest at a pole."""
    given = read(folder_of("paper"), "figA1")
    still = given["retardation"].assign(theta=0.0, delta_magnetization=0.0, delta_potential=0.0)
    picture = draw_figA1.relaxation(given["parameters"], given["dynamics"], still)
    assert faults(picture) == []
    low, high = picture.axes[-1].get_ylim()
    assert low < 0 < high


EXACT_SHOWN = {
    "fig2": (draw_fig2.angles_and_distributions, "cos_theta0"),
    "fig3": (draw_fig3.charge_current, "total_left"),
}


@pytest.mark.parametrize("name", ["paper", "device", "asymmetric", "gamma_delta_positive"])
def test_exact_states_are_circles_where_they_are_given(folder_of, name, tmp_path):
    band = folder_of(name) / "zero_modes.csv"
    made = str(tmp_path / "exact.csv")
    config = str(folder_of(name) / "scenario.yaml")
    sweep_exact_states.sweep_exact_states(config, made, str(band) if band.exists() else None)
    for figure, (draw, column) in EXACT_SHOWN.items():
        _assert_circles(read(folder_of(name), figure).values(), draw, column, tables.read(made))


def _assert_circles(given, draw, column, exact):
    without = draw(*given)
    picture = draw(*given, exact)
    assert faults(picture) == []
    more = [circle for circle in picture.axes[0].lines if circle.get_markerfacecolor() == "white"]
    assert sum(len(circle.get_xdata()) for circle in more) == len(exact) > 0
    assert len(picture.axes[0].lines) == len(without.axes[0].lines) + len(more)
    for circle in more:
        stable = circle.get_color() == drawing.STABLE["color"]
        shown, mine = circle.get_ydata(), exact.loc[exact["stable"] == stable, column]
        assert np.ptp(shown / mine) < 1e-12 * np.abs(shown / mine).max()
    key = [text.get_text() for text in picture.legends[0].get_texts()]
    assert "exact" in key
    assert "exact" not in [text.get_text() for text in without.legends[0].get_texts()]


def test_each_precession_is_drawn_as_one_curve_however_many_there_are(folder_of):
    """Where one meets the north pole, the numbers of the others change, and their curves go on."""
    stability = tables.read(folder_of("three_precessions") / "stability.csv")
    turning = stability[tables.precesses(stability)]
    assert set(turning["branch"]) == {"precession", "precession_2", "precession_3"}
    curves = list(tracing.precessions(stability))
    assert sum(map(len, curves)) == len(turning)
    assert len(curves) == 3
    for curve in curves:
        assert curve["d"].is_monotonic_increasing
        assert np.abs(np.diff(curve["cos_theta0"])).max() < 0.2
        inside = curve["cos_theta0"].abs() < 1
        assert len(set(curve.loc[inside, "stable"])) == 1
    assert {1.0, -1.0} <= {c for curve in curves for c in curve["cos_theta0"].iloc[[0, -1]]}


@pytest.mark.parametrize("name", ["three_precessions", "voltage", "easy_plane"])
def test_the_laws_hold_beyond_the_paper(folder_of, name):
    folder = folder_of(name)
    for kind, names in check_gates.GATED.items():
        if kind == "runs" and "dynamics" not in SCENARIOS[name]:
            continue
        given = {table: str(folder / f"{table}.csv") for table in names}
        made = str(folder / f"gates_{kind}.csv")
        check_gates.check_gates(str(folder / "scenario.yaml"), made, **given)
        gates = tables.read(made)
        assert gates["holds"].all(), gates[~gates["holds"].astype(bool)]


def move_key(figure):
    figure.legends[0].set_loc("center")


def hide_power(figure):
    figure.axes[0].yaxis.get_major_formatter().set_scientific(True)
    figure.axes[0].yaxis.get_major_formatter().set_powerlimits((-3, -3))


PLANTED = {
    "'out' leaves the canvas": lambda figure: figure.text(0.99, 0.5, "out"),
    "lies on 'unstable'": lambda figure: figure.text(0.5, 0.03, "on the key"),
    "touches a frame": lambda figure: figure.axes[0].text(-2700, 0.2, "on the frame"),
    "'on it' lies on a curve": lambda figure: figure.axes[0].text(0, 0, "on it"),
    "a key lies on a curve": move_key,
    "stands at -1.0 of": hide_power,
    "d_N": lambda figure: drawing.mark_lines(figure.axes[0], {-1500: "$d_0$"}),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(folder_of, fault):
    figure = draw_fig3.charge_current(*read(folder_of("device"), "fig3").values())
    assert faults(figure) == []
    PLANTED[fault](figure)
    found = faults(figure)
    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-1.9948, 2, "-2"),
        (0.4987, 2, "0.5"),
        (-1725.0, 2, "-1725"),
        (12.345, 3, "12.3"),
        (0.0, 2, "0"),
        (2.4e9, 2, r"2.4\times10^{9}"),
        (-1.2345e-6, 3, r"-1.23\times10^{-6}"),
    ],
)
def test_numbers_in_figures(value, digits, text):
    assert scales.number(value, digits) == text


@pytest.mark.parametrize(
    ("ratios", "texts"),
    [
        ([-1.9948, 0.5], [r"\approx {-2}$", "= {0.5}$"]),
        ([-1.9948, -2.0], [r"\approx {-1.99}$", "= {-2}$"]),
        ([0.9974], [r"\approx {0.997}$"]),  # not 1, where the regimes part
    ],
)
def test_drives_are_told_apart(ratios, texts):
    parameters = pd.DataFrame({"name": ["d_0"], "value": [360.9375], "unit": ["energy^2"]})
    labels = scales.drive_labels(parameters, [ratio * 360.9375 for ratio in ratios])
    assert labels == [f"$d/d_0 {text}" for text in texts]
