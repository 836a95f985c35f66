"""The movie: where the magnet goes, and the same bytes every time."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from project import make

from models import PAPER, ROOT
from thermal_stt import charge_current, precession

FRAMES = 4


def run(name, *options, **environment):
    command = [sys.executable, str(ROOT / f"scripts/{name}.py"), *options]
    subprocess.run(command, check=True, cwd=ROOT, env=environment or None)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("followed")
    config = "--config=config/paper.yaml"
    made = [f"--{name}={folder}/{name}.csv" for name in ("motion", "occupation")]
    run("follow_magnet", config, *made)
    run("tabulate_parameters", config, f"--table={folder}/parameters.csv")
    return folder


def test_it_ends_on_the_precession_with_its_current(followed):
    motion = pd.read_csv(followed / "motion.csv")
    d = min(entry.d for entry in PAPER.distributions)
    given = PAPER.parameters
    p = replace(given, spin=12.5, exchange=given.magnetization / 25)
    settled = float(precession.stationary_angle(p, d).cos_theta0)
    assert motion["m_z"].iloc[0] > 0.98
    away = motion["m_z"].to_numpy() - settled
    rate = np.log(away[-1] / away[-100]) / (motion["t"].iloc[-1] - motion["t"].iloc[-100])
    assert rate == pytest.approx(precession.growth_rate_of_precession(p, d, settled), rel=0.02)
    assert 0 < away[-1] < 0.01
    currents = charge_current.charge_currents(p, settled, d)
    for name in ("total_left", "total_left_without_precession"):
        last, end = motion[name].to_numpy(), getattr(currents, name)
        slope = (last[-1] - last[-100]) / (away[-1] - away[-100])
        assert last[-1] - slope * away[-1] == pytest.approx(end, rel=1e-3)
    m = motion[["m_x", "m_y", "m_z"]].to_numpy()
    np.testing.assert_allclose(np.linalg.norm(m, axis=1), 1, rtol=1e-12)
    turned = np.unwrap(np.arctan2(m[:, 1], m[:, 0]))
    rate = np.polyfit(motion["t"].to_numpy()[-100:], turned[-100:], 1)[0]
    assert rate == pytest.approx(-PAPER.parameters.field, rel=1e-3)


def test_the_frames_are_the_same_bytes_every_time_and_move(followed, tmp_path):
    motion, electrons = (pd.read_csv(followed / f"{n}.csv") for n in ("motion", "occupation"))
    times = electrons["t"].unique()[:FRAMES]
    motion[motion["t"] <= times[-1]].to_csv(tmp_path / "motion.csv", index=False)
    electrons[electrons["t"] <= times[-1]].to_csv(tmp_path / "occupation.csv", index=False)
    tables = [f"--{n}={tmp_path}/{n}.csv" for n in ("motion", "occupation")]
    tables.append(f"--parameters={followed}/parameters.csv")
    for seed in "12":
        (tmp_path / seed).mkdir()
        made = [f"--{kind}={tmp_path}/{seed}/movie.{kind}" for kind in ("gif", "png")]
        run("draw_movie", *tables, *made, PYTHONHASHSEED=seed, TZ=f"UTC{seed}")
    for kind in ("gif", "png"):
        one, other = ((tmp_path / seed / f"movie.{kind}").read_bytes() for seed in "12")
        assert one == other, kind
    with Image.open(tmp_path / "1/movie.gif") as movie:
        assert movie.n_frames == FRAMES
        shown = []
        for frame in range(FRAMES):
            movie.seek(frame)
            shown.append(np.asarray(movie.convert("L"), dtype=float))
    assert all((one != other).any() for one, other in pairwise(shown))


@pytest.mark.parametrize(("words", "still"), [((), True), (("OF=device",), False)])
def test_the_movie_is_of_the_scenario_that_is_asked_for(words, still):
    name = words[0].removeprefix("OF=") if words else "paper"
    done = make(ROOT, "--dry-run", "movie", *words)
    assert f"results/{name}/movie.gif" in done.stdout
    assert ("docs/movie.png" in done.stdout) == still
