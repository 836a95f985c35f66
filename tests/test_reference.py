"""The comparison with the reference sees the errors that it is there for."""

import numpy as np
import pytest
from PIL import Image

from compare_reference import REFERENCE, TABLES, compare_pictures, compare_tables, read
from models import ROOT


@pytest.mark.parametrize("name", TABLES)
def test_reference_agrees_with_itself(name):
    table = read(REFERENCE / f"{name}.csv")
    assert compare_tables(name, table, table.copy()) == []


PLANTED = {
    "a sign": lambda t: t.assign(hybrid_left=-t["hybrid_left"]),
    "a factor": lambda t: t.assign(pumping_left=2 * t["pumping_left"]),
    "a dropped current": lambda t: t.assign(total_left=t["total_left"] - t["hybrid_left"]),
    "swapped leads": lambda t: t.rename(
        columns={"thermal_left": "thermal_right", "thermal_right": "thermal_left"}
    ),
    "a shifted column": lambda t: t.assign(cos_theta0=np.roll(t["cos_theta0"], 1)),
    "a small change": lambda t: t.assign(total_left=t["total_left"] + 1e-9),
    "a lost row": lambda t: t.iloc[:-1],
    "an extra row": lambda t: t.iloc[[*range(len(t)), 0]],
    "a lost column": lambda t: t.drop(columns="stable"),
    "another verdict": lambda t: t.assign(stable=~t["stable"]),
    "a NaN": lambda t: t.assign(total_right=t["total_right"].where(t.index != 5)),
    "another branch": lambda t: t.assign(branch=t["branch"].replace("north_pole", "precession")),
}


@pytest.mark.parametrize("error", PLANTED)
def test_a_planted_error_is_seen(error):
    table = read(REFERENCE / "currents.csv")
    found = compare_tables("currents", table, PLANTED[error](table))
    assert len(found) >= 1
    assert all(line.startswith("currents: ") for line in found)


def test_rounding_in_the_last_digits_is_not_an_error():
    table = read(REFERENCE / "currents.csv")
    assert (
        compare_tables("c", table, table.assign(total_left=table["total_left"] * (1 + 1e-14))) == []
    )


def test_a_changed_number_among_the_parameters_is_seen():
    table = read(REFERENCE / "parameters.csv")
    value = table["value"].where(table["name"] != "capacitance", 0.1 * (1 + 1e-9))
    assert compare_tables("parameters", table, table.assign(value=value)) != []


def test_a_stale_figure_is_seen():
    image = Image.open(ROOT / "paper_figures/fig3.png")
    assert compare_pictures("fig3", image, image.copy()) == []
    moved = Image.fromarray(np.roll(np.asarray(image), 2, axis=0))
    assert compare_pictures("fig3", image, moved) != []
    assert compare_pictures("fig3", image, image.resize((500, 300))) != []
