"""Maps: their file, chunks that change no byte, a run that goes on, and what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray
from project import copy_of_the_project, make, snakemake

from models import ROOT
from pipeline import labelled, netcdf
from thermal_stt import maps
from thermal_stt.full_dynamics.family import integrate_family
from thermal_stt.scenario import measured
from thermal_stt.scenario.scenario import parse

TEXT = (ROOT / "config/paper.yaml").read_text()
MODEL = TEXT[: TEXT.index("\n# Figs. S1 and S2")] + "\nenergy_unit: {value: 0.1, unit: K}\n"
ATTRACTOR = {
    "of": "attractor",
    "axes": [
        {"key": "thermal_drive.d", "start": -1100.0, "stop": 1100.0, "points": 131},
        {"key": "tunneling_rates.right", "start": 0.005, "stop": 0.1, "points": 97},
    ],
}
SWITCHING = {
    "of": "switching",
    "d": -700.0,
    "axes": [
        {"key": "start.theta", "start": 0.2, "stop": 3.0, "points": 3},
        {"key": "start.delta_potential", "start": 0.0, "stop": 0.2, "points": 3},
        {
            "key": "magnet.spin",
            "start": 100,
            "stop": 900,
            "spacing": "logarithmic",
            "random": {"seed": 3, "samples": 1500},
        },
    ],
    "way": {"t_end": 2000.0, "points": 3},
}

EXACT = {
    "of": "exact",
    "temperature_coldest": 6.0,
    "axes": [
        {"key": "magnet.field", "start": 0.8, "stop": 1.2, "points": 5},
        {"key": "thermal_drive.d", "start": -1100.0, "stop": 300.0, "points": 7},
    ],
}


def scenario(*asked: dict) -> str:
    return f"{MODEL}map: {json.dumps(asked[0] if len(asked) == 1 else asked)}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copy_of_the_project(tmp_path_factory.mktemp("maps") / "project")


def made(project, text, name, *options, file="map.nc"):
    (project / f"config/{name}.yaml").write_text(text)
    done = snakemake(project, f"results/{name}/{file}", *options)
    assert done.returncode == 0, done.stdout
    return project / f"results/{name}/{file}"


def test_xarray_opens_a_map_with_axes_units_and_symbols(project):
    path = made(project, scenario(ATTRACTOR), "one")
    with xarray.open_dataset(path) as opened:
        assert opened.current.dims == ("d", "gamma_right")
        assert dict(opened.sizes) == {"d": 131, "gamma_right": 97}
        at = opened.sel(d=-1100.0, gamma_right=0.005)
        family, run = np.array([0.005]), np.array([-1100.0])
        model = parse(MODEL).parameters
        expected = maps.attractor(replace(model, gamma_right=family), run)
        for name, value in expected.items():
            assert at[name] == value[0]
        assert opened.gamma_right.attrs["symbol"] == "Gamma_r"
        assert opened.gamma_right.attrs["key"] == "tunneling_rates.right"
        assert opened.d.attrs["units"] == "energy^2"
        # 0.1 K in joule, squared
        assert opened.d.attrs["si_per_unit"] == pytest.approx((0.1 * 1.380649e-23) ** 2, rel=1e-13)
        assert opened.attrs["spin"] == 625.0
        assert "gamma_right" not in opened.attrs
        assert opened.attrs["scenario"] == "one"
    read = netcdf.read(path)
    assert read["d"].said["symbol"] == "d"


@pytest.mark.long
@pytest.mark.parametrize(
    "asked", [ATTRACTOR, SWITCHING, EXACT], ids=["attractor", "switching", "exact"]
)
def test_chunks_and_cores_change_no_byte(project, asked):
    name = asked["of"]
    found = set()
    for chunks, cores in ((1, "-c1"), (2, "-c2"), (5, "-c2")):
        path = made(project, scenario(asked | {"chunks": chunks}), name, cores)
        found.add(path.read_bytes())
        assert len([*path.parent.glob(f"map/{name}/*_of_{chunks}.npz")]) == chunks
    assert len(found) == 1


def test_the_exact_map_marks_where_there_is_no_state(project):
    path = made(project, scenario(EXACT), "exact_one")
    with xarray.open_dataset(path) as opened:
        assert opened.cos_theta0.dims == ("field", "d")
        exists = opened.exists.values == 1
        # about d < -d_0, which is proportional to the field
        beyond = opened.d.values < -360.9375 * opened.field.values[:, None]
        away = abs(opened.d.values + 360.9375 * opened.field.values[:, None]) > 60
        assert (exists == beyond)[away].all()
        assert exists.any()
        assert (np.isnan(opened.current.values) == ~exists).all()
        assert opened.phi_dot.attrs["kind"] == "frequency"
        assert opened.attrs["temperature_coldest"] == 6.0
        assert 0 < np.abs(opened.error_cos_theta0.values[exists]).max() < 0.2


def test_every_variable_is_of_a_kind_that_a_scenario_may_show_in_units():
    described = [maps.AXES, *maps.VARIABLES.values()]
    for variable in (variable for some in described for variable in some.values()):
        said = labelled.described(variable, None)
        assert (said["kind"] == "number") == (said["units"] == "1"), variable
        assert said["kind"] == "number" or said["kind"] in measured.KINDS, variable


@pytest.mark.long
def test_what_is_there_is_not_made_again(project):
    path = made(project, scenario(SWITCHING | {"chunks": 3}), "going_on")
    parts = sorted(path.parent.glob("map/switching/*_of_3.npz"))
    whole, dates = path.read_bytes(), [part.stat().st_mtime_ns for part in parts]
    parts[1].unlink()
    path.unlink()
    assert snakemake(project, "results/going_on/map.nc").returncode == 0
    assert path.read_bytes() == whole
    assert [part.stat().st_mtime_ns == then for part, then in zip(parts, dates, strict=True)] == [
        True,
        False,
        True,
    ]


def test_the_way_and_the_axes_at_random(project):
    path = made(project, scenario(SWITCHING), "way")
    with xarray.open_dataset(path) as opened:
        assert opened.theta_of_t.dims == ("theta", "delta_potential", "sample", "t")
        assert opened.spin.dims == ("sample",)
        assert (opened.spin > 100).all()
        assert (opened.spin < 900).all()
        assert (opened.met == 1).all()
        point = opened.isel(theta=1, delta_potential=2, sample=7)
        one = replace(parse(MODEL).parameters, spin=float(point.spin))
        run = integrate_family(one, -700.0, (1.6, 0.0, 0.0, 0.2), opened.t.values)
        np.testing.assert_allclose(point.theta_of_t, run.theta, atol=1e-8)
        there = integrate_family(one, -700.0, (1.6, 0.0, 0.0, 0.2), [float(point.time)])
        away = abs(np.cos(there.theta) - float(point.cos_theta_end))
        assert away == pytest.approx(0.01, abs=1e-7)


@pytest.mark.long
def test_a_scenario_has_its_maps_and_their_figures(project):
    few = {"start": -1100.0, "stop": 1100.0, "points": 4}
    small = ATTRACTOR | {"axes": [ATTRACTOR["axes"][0] | few, ATTRACTOR["axes"][1] | {"points": 3}]}
    text = MODEL.replace("points: 441", "points: 11")
    text = text[: text.index("# Fig. A1")] + "energy_unit: {value: 0.1, unit: K}\n"
    (project / "config/small.yaml").write_text(f"{text}map: {json.dumps(small)}\n")
    dry = snakemake(project, "-n", "results/small", "--quiet", "host")
    assert dry.returncode == 0, dry.stdout
    assert "no map of switching (figS2)" in dry.stdout
    done = make(project, "results/small/figS1.pdf")
    assert done.returncode == 0, done.stdout
    for name in ("map.nc", "figS1.pdf", "figS1.png"):
        assert f"results/small/{name}" in dry.stdout
        assert (project / "results/small" / name).is_file()
    for target, words in (
        ("figS2.pdf", "config/small.yaml: map of switching: must be given"),
        ("map_switching.nc", "config/small.yaml: map_switching.nc: must be one of map.nc"),
    ):
        done = make(project, f"results/small/{target}")
        assert done.returncode != 0
        assert any(line.startswith(words) for line in done.stdout.splitlines()), done.stdout
    assert "Traceback" not in done.stdout


def test_a_map_without_a_plane_is_not_drawn(project):
    line = ATTRACTOR | {"axes": ATTRACTOR["axes"][:1]}
    (project / "config/line.yaml").write_text(scenario(line))
    words = "two axes with points in the map of attractor"
    done = make(project, "results/line/figS1.pdf")
    assert done.returncode != 0
    assert f"config/line.yaml: {words}: must be given" in done.stdout
    assert "Traceback" not in done.stdout
    listed = snakemake(project, "-n", "results/line", "--quiet", "host").stdout
    assert f"no {words} (figS1)" in listed
    assert "gather_map" in listed
    assert "draw_figS1" not in listed
