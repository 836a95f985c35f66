"""Numbers beside the equations that they are from, as HTML."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from typing import NamedTuple

from explore.state import State
from explore.views import Here
from thermal_stt.electrons import regime
from thermal_stt.magnet import precession
from thermal_stt.magnet.spin_torque import gilbert_damping
from thermal_stt.paper import EQUATIONS, SECTIONS
from thermal_stt.scenario.quantities import QUANTITIES

GREEK = {"Gamma": "Γ", "Sigma": "Σ", "Delta": "Δ", "rho": "ρ", "lambda": "λ", "alpha": "α"}
GREEK |= {"theta": "θ", "phi": "φ", "tau": "τ", "delta": "δ", "mu": "μ", "pi": "π"}
ARROWS = {"up": "↑", "down": "↓", "->": "→"}
SHOWN = ("lambda_", "d_0", "d_north", "d_south", "time_theta")  # of what follows from the model
DIGITS = 5


class Number(NamedTuple):
    """A number as it is shown: symbol, value, equation or section, meaning."""

    symbol: str
    value: float
    equation: str
    meaning: str


@cache
def written(text: str) -> str:
    """Return words with the symbols of `quantities` in them as the paper writes these, as HTML."""
    text = escape(text, quote=False).replace("-&gt;", "→").replace("'", "′")
    text = text.replace("phi_dot", "dφ/dt")
    for name, letter in GREEK.items():
        text = re.sub(rf"(?<![a-zA-Z]){name}(?![a-zA-Z])", letter, text)
    for name in ("up", "down"):
        text = re.sub(rf"(?<![a-zA-Z]){name}(?![a-zA-Z])", ARROWS[name], text)
    text = re.sub(r"_(\([^)]*\)|[^_^ ()/,;:]+)", lambda m: f"<sub>{m[1].strip('()')}</sub>", text)
    return re.sub(r"\^([^_^ ()/<,;:]+)", r"<sup>\1</sup>", text).replace("- ", "− ")


def anchor(equation: str) -> str | None:
    """Return where an equation, "(51)", or a section, "III A", is on the page of `equations`."""
    for number in re.findall(r"\((\w+)\)", equation):
        if any(entry.number == number for entry in EQUATIONS):
            return f"eq{number}"
    for index, section in enumerate(SECTIONS):
        title = section.title.partition(":")[0]
        if equation and (title == equation or equation.startswith(f"{title} ")):
            return f"section{index}"
    return None


def link(equation: str) -> str:
    """Return a link to an equation, in a tab of its own, or a word where there is none."""
    where = anchor(equation)
    if equation == "-":
        return "<span class='beyond' title='not in the paper'>beyond</span>"
    if where is None:
        return escape(equation)  # the introduction
    return f"<a href='equations#{where}' target='equations'>{escape(equation)}</a>"


def numbers(here: Here) -> list[Number]:
    """Return what there is to say of a state: where it ends, what flows, what follows."""
    state, parameters = here.state, here.state.parameters
    flows = here.currents
    rate = precession.growth_rate(parameters, state.d, here.branch, here.cos_theta0)
    turns = precession.precession_frequency(parameters, state.d, here.branch, here.cos_theta0)
    left, right = state.temperatures
    damping = gilbert_damping(parameters, here.cos_theta0)
    found = [
        Number(
            "cos(theta_0)",
            here.cos_theta0,
            "(51)",
            f"where it ends: {here.branch.replace('_', ' ')}",
        ),
        Number("growth rate", float(rate), "(46)", stability(float(rate))),
        Number("phi_dot", float(turns), "(46)", "how fast it turns there"),
        Number("alpha", float(damping), "(50)", "Gilbert damping there"),
        Number("I_(l->dot)", float(flows.total_left), "(53)", "current from the left lead"),
        Number("I_d", float(flows.thermal_left), "(55)", "of it thermal, without precession"),
        Number("I_h", float(flows.hybrid_left), "(56)", "hybrid"),
        Number("I_p", float(flows.pumping_left), "(57)", "pumped"),
        Number("I_V", float(flows.electrical_left), "-", "driven by the voltage"),
        Number("T_l", left, "(44)", "temperature of the left lead"),
        Number("T_r", right, "(44)", "temperature of the right lead"),
    ]
    return found + [
        Number(q.symbol, float(q.value(parameters)), q.equation, q.meaning)
        for q in QUANTITIES
        if q.name in SHOWN
    ]


def outside(state: State) -> str:
    """Return in HTML which conditions of the theory's regime do not hold; nothing if all do."""
    found = [
        f"<i>{written(condition.symbol).replace('&lt;&lt;', '≪')}</i> "
        f"(ratio {condition.ratio:.2g}, {link(condition.equation)})"
        for condition in (
            *regime.conditions_of_the_model(state.parameters),
            *regime.conditions_at_temperatures(state.parameters, *state.temperatures),
        )
        if not condition.holds
    ]
    return (
        f"<p class='outside'>The theory asks for what is not so here: {', '.join(found)}.</p>"
        if found
        else ""
    )


def stability(rate: float) -> str:
    """Return what a growth rate says."""
    return "below 0: stable" if rate < 0 else "not below 0: not stable"


def table(found: Iterable[Number]) -> str:
    """Return the numbers as a list in HTML, each with its equation; `cells` go into it."""
    rows = (
        f"<div><dt><i>{written(n.symbol)}</i></dt><dd class='value cell'></dd>"
        f"<dd>{link(n.equation)}</dd><dd class='meaning cell'></dd></div>"
        for n in found
    )
    return f"<dl>{''.join(rows)}</dl>"


def cells(found: Iterable[Number]) -> list[str]:
    """Return what changes with the state in the order of `table`: values and meanings, as HTML."""
    return [text for n in found for text in (shown(n.value), written(n.meaning))]


def shown(value: float) -> str:
    """Return a number as it is read: few digits, a true minus."""
    return f"{value + 0.0:.{DIGITS}g}".replace("inf", "∞").replace("-", "−")
