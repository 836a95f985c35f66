"""The comparison with the reference sees the errors that it is there for, and no others."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from models import ROOT
from pipeline import tables as common_tables
from pipeline.check import pictures, spread, tables

REFERENCE = ROOT / "tests/reference"
TOLERANCES = tables.read_tolerances(REFERENCE / "tolerances.csv")
TABLES = tables.names(REFERENCE)


def wrong(name, table, result):
    return [q for q in tables.compare(name, table, result, TOLERANCES) if q.ratio > 1]


def reference(name):
    return tables.read(REFERENCE / f"{name}.csv")


@pytest.mark.parametrize("name", TABLES)
def test_reference_agrees_with_itself_and_every_quantity_has_a_tolerance(name):
    table = reference(name)
    found = tables.compare(name, table, table.copy(), TOLERANCES)
    assert [str(q) for q in found if q.ratio > 0] == []
    by_row = tables.BY_ROW.get(name, ("", ()))[1]
    assert {q.name for q in found} >= set(table.columns) - set(by_row)


def test_tolerances_have_a_reason_and_no_more_quantities_than_there_are():
    table = pd.read_csv(REFERENCE / "tolerances.csv")
    assert table["reason"].str.len().min() > 20
    assert ((table["absolute"] > 0) ^ (table["relative"] > 0) | (table["absolute"] == 0)).all()
    known = {
        (name, q.name)
        for name in TABLES
        for q in tables.compare(name, reference(name), reference(name), TOLERANCES)
    }
    assert set(TOLERANCES) <= known


def test_tolerances_are_those_of_the_spread():
    """From made-up spreads: margins of 10 and 100, and one last digit of the largest at least."""
    columns = ["variation", "method", "table", "quantity", "absolute", "relative", "scale"]
    moved = pd.DataFrame(
        [
            ("denser", True, "t", "method", 3e-6, 0, 5.0),
            ("kernel", False, "t", "method", 1e-9, 0, 5.0),
            ("denser", True, "t", "rounding", 1e-12, 0, 5.0),
            ("kernel", False, "t", "rounding", 4e-12, 0, 5.0),
            ("denser", True, "t", "still", 0, 0, 5.0),
            ("kernel", False, "t", "still", 0, 0, 5.0),
            ("denser", True, "parameters", "d_0", 9, 2e-10, 5.0),
            ("kernel", False, "parameters", "d_0", 9, 0, 5.0),
            ("kernel", False, "noise", "lifetime", 1e40, 3e-12, 1e52),
        ],
        columns=columns,
    )
    found = spread.tolerances(moved).set_index("quantity")
    assert found.loc["method", "absolute"] == pytest.approx(3e-5)
    assert found.loc["rounding", "absolute"] == pytest.approx(4e-10)
    assert found.loc["still", "absolute"] == pytest.approx(100 * 5 * 2.2e-16, rel=0.02)
    assert (found.loc["d_0", "absolute"], found.loc["d_0", "relative"]) == (0, 2e-9)
    # what spans decades, with an absolute one, would allow anything of the small ones
    assert (found.loc["lifetime", "absolute"], found.loc["lifetime", "relative"]) == (0, 3e-10)
    assert "denser" in found.loc["method", "reason"]
    assert "kernel" in found.loc["rounding", "reason"]


PLANTED = {
    "hybrid_left": lambda t: t.assign(hybrid_left=-t["hybrid_left"]),
    "pumping_left": lambda t: t.assign(pumping_left=2 * t["pumping_left"]),
    "total_left": lambda t: t.assign(total_left=t["total_left"] - t["hybrid_left"]),
    "columns": lambda t: t.rename(
        columns={"thermal_left": "thermal_right", "thermal_right": "thermal_left"}
    ),
    "cos_theta0": lambda t: t.assign(cos_theta0=np.roll(t["cos_theta0"], 1)),
    "thermal_right": lambda t: t.assign(thermal_right=t["thermal_right"] + 1e-9),
    "rows": lambda t: t.iloc[:-1],
    "stable": lambda t: t.drop(columns="stable"),
    "mine": lambda t: t.assign(mine=1.0),
    "total_right": lambda t: t.assign(total_right=t["total_right"].where(t.index != 5)),
    "hybrid_right": lambda t: t.assign(hybrid_right=t["hybrid_right"].where(t.index != 5, np.inf)),
    "branch": lambda t: t.assign(branch=t["branch"].replace("north_pole", "precession")),
}


@pytest.mark.parametrize("quantity", PLANTED)
def test_a_planted_error_is_seen_and_named(quantity):
    table = reference("currents")
    found = wrong("currents", table, PLANTED[quantity](table))
    assert quantity in [q.name for q in found]
    assert all(str(q).startswith("currents: ") for q in found)


def test_an_extra_row_and_another_verdict_are_seen():
    table = reference("currents")
    assert wrong("currents", table, table.iloc[[*range(len(table)), 0]])[0].name == "rows"
    found = wrong("currents", table, table.assign(stable=~table["stable"]))
    assert [q.name for q in found] == ["stable"]
    assert "differs in" in str(found[0])


def test_rounding_in_the_last_digits_is_not_an_error():
    table = reference("currents")
    assert (
        wrong("currents", table, table.assign(total_left=table["total_left"] * (1 + 1e-15))) == []
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_reference_made_anew_keeps_the_digits_of_what_is_within_its_tolerance(name, tmp_path):
    """Cell by cell, though a row was lost before them: what another processor makes is no news."""
    old, table = REFERENCE / f"{name}.csv", reference(name)
    numbers = [c for c in table if table[c].dtype.kind == "f" and c not in tables.KEYS[name]]
    other = table.iloc[1:].copy()
    for column in numbers:
        for quantity, rows in tables.quantities(name, other, column):
            absolute, relative = TOLERANCES[name, quantity]
            size = other[column].abs().replace(np.inf, 0.0).to_numpy()[rows]
            step = 0.4 * (absolute + relative * size)
            other.iloc[rows, other.columns.get_loc(column)] += np.nan_to_num(step, posinf=0.0)
    common_tables.write(other, tmp_path / f"{name}.csv")
    found = tables.renewed(old, tmp_path / f"{name}.csv", TOLERANCES)
    common_tables.write(found, tmp_path / "renewed.csv")
    lines = old.read_text().splitlines()
    assert (tmp_path / "renewed.csv").read_text().splitlines() == [lines[0], *lines[2:]]


def test_a_reference_made_anew_takes_the_cells_that_moved_and_no_others(tmp_path):
    table = reference("currents")
    other = table.assign(total_left=table["total_left"] * (1 + 1e-15))
    other.loc[7, "total_left"] = 2.5
    common_tables.write(other, tmp_path / "currents.csv")
    found = tables.renewed(REFERENCE / "currents.csv", tmp_path / "currents.csv", TOLERANCES)
    assert found["total_left"][7] == "2.5"
    common_tables.write(found, tmp_path / "found.csv")
    table.loc[7, "total_left"] = 2.5
    assert tables.read(tmp_path / "found.csv").equals(table)


def test_a_reference_made_anew_has_no_row_of_another_sweep(tmp_path):
    old, table = tmp_path / "old/currents.csv", reference("currents")
    other = table.assign(d=table["d"] + 0.125)
    common_tables.write(other, tmp_path / "currents.csv")
    for before in (table, table.iloc[:0]):
        old.parent.mkdir(exist_ok=True)
        common_tables.write(before, old)
        found = tables.renewed(old, tmp_path / "currents.csv", TOLERANCES)
        common_tables.write(found, tmp_path / "found.csv")
        assert tables.read(tmp_path / "found.csv").equals(other)


def test_a_changed_number_among_the_parameters_is_named():
    table = reference("parameters")
    value = table["value"].where(table["name"] != "capacitance", 0.1 * (1 + 1e-12))
    assert [q.name for q in wrong("parameters", table, table.assign(value=value))] == [
        "capacitance"
    ]


def test_a_quantity_without_a_tolerance_is_wrong():
    table = reference("currents")
    found = tables.compare("currents", table, table, {})
    assert {q.words for q in found if q.ratio > 1} == {
        "has no tolerance; make tolerances measures it"
    }


def test_a_lost_table_is_wrong(tmp_path):
    found = tables.compare_all(REFERENCE, tmp_path)
    assert [str(q) for q in found] == [f"{name}: table: is missing" for name in TABLES]


def test_a_changed_picture_is_seen():
    image = Image.open(ROOT / "paper_figures/fig3.png")
    assert pictures.compare_pictures("fig3", image, image.copy()) == []
    moved = Image.fromarray(np.roll(np.asarray(image), 2, axis=0))
    assert "of the pixels differ" in pictures.compare_pictures("fig3", image, moved)[0]
    assert pictures.compare_pictures("fig3", image, image.resize((500, 300))) != []
