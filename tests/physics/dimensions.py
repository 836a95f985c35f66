"""What every name means in powers of energy, and how a call is scaled; see `test_dimensions`."""

import inspect
import pkgutil
import re
from dataclasses import fields, is_dataclass
from importlib import import_module

import numpy as np

import thermal_stt
from models import random_parameters
from thermal_stt.noise.diffusion import Surroundings
from thermal_stt.parameters import Parameters

SCALE = 4.0
UNITS = {
    "energy^2": 2,
    "energy": 1,
    "a number": 0,
    "numbers": 0,
    "1/energy": -1,
    "1/energy^2": -2,
}
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
RESULT = re.compile(rf";\s+((?:{UNIT})(?:,\s+(?:{UNIT}))*)(?=[.,;:\s])")

# The power of energy in every field of `Parameters`
FIELDS = {
    "gamma_left_up": 1,
    "gamma_left_down": 1,
    "gamma_right": 1,
    "rho_up": -1,
    "rho_down": -1,
    "rho_slope_up": -2,
    "rho_slope_down": -2,
    "field": 1,
    "spin": 0,
    "exchange": 1,
    "capacitance": -1,
    "anisotropy": 1,
    "own_damping": 0,
    "voltage": 1,
}
RNG = np.random.default_rng(0)
SIZE = 7


def some(low, high, shape=(SIZE,)):
    return RNG.uniform(low, high, shape)


def unit_vectors():
    vectors = RNG.normal(size=(SIZE, 3))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


# What the arguments' names mean: a value, and its power of energy
NAMES = {
    "amplitude": (some(0.1, 1), 1),
    "around": (Surroundings(some(1, 9), some(1, 9), some(1, 9)), 1),
    "background": (some(-1, 1), 0),
    "branch": (np.array(["north_pole", "south_pole", "precession"] * 3)[:SIZE], 0),
    "broadening": (some(0.1, 1), 1),
    "capacitance": (some(0.1, 1), -1),
    "charging": (some(0.1, 1), 1),
    "chi": (some(-3, 3), 0),
    "cos_theta": (some(-0.9, 0.9), 0),
    "cos_theta0": (some(-0.9, 0.9), 0),
    "cosines": (np.linspace(-1, 1, 5), 0),
    "d": (some(-900, 900), 2),
    "delta_magnetization": (some(-1, 1), 1),
    "delta_potential": (some(-1, 1), 1),
    "density": (some(0.1, 1), -1),
    "detuning": (some(-1, 1), 1),
    "direction": (unit_vectors(), 0),
    "distribution": (some(-1, 1), 0),
    "end": (some(-0.9, 0.9), 0),
    "energies": (some(-1, 1), 1),
    "eta": (some(-1, 1), 0),
    "excess": (some(-1, 1), 0),
    "exchange": (some(0.1, 1), 1),
    "exchange_field": (RNG.normal(size=(SIZE, 3)), 1),
    "field": (some(0.1, 1), 1),
    "filled": (some(-1, 1), 0),
    "fixed_magnetization": (0.7, 1),
    "frequency": (some(-1, 1), 1),
    "gamma": (some(0.1, 1), 1),
    "growth_rate": (some(-1, 1), 1),
    "hamiltonian": (np.array([[0.3, 0.1], [0.1, -0.5]]), 1),
    "hamiltonians": (np.array([[[0.3, 0.1], [0.1, -0.5]]]), 1),
    "lead_rate": (some(0.1, 1), 1),
    "level": (some(-1, 1), 1),
    "levels": (some(-1, 1), 1),
    "lower": (some(-1, 1), 1),
    "omega": (some(-3, 3), 1),
    "omega_1": (some(-1, 1), 1),
    "omega_2": (some(-1, 1), 1),
    "omega_3": (some(-1, 1), 1),
    "phase_minus": (some(-1, 1), 0),
    "phase_plus": (some(-1, 1), 0),
    "phase": (some(-1, 1), 0),
    "berry_phase": (some(-1, 1), 0),
    "phi": (some(-3, 3), 0),
    "pole": (np.array([1.0, -1.0] * 4)[:SIZE], 0),
    "phi_dot": (some(-2, 2), 1),
    "phi_q": (some(-1, 1), 0),
    "population_down": (some(-1, 1), 0),
    "population_up": (some(-1, 1), 0),
    "potential": (some(-1, 1), 1),
    "psi": (some(-1, 1), 0),
    "remembered": (1j * some(-1, 1, (2, SIZE)), 0),
    "rho": (some(1, 9), -1),
    "self_energy": (some(-1, 1, (SIZE, 2)), 2),
    "spin": (RNG.normal(size=(SIZE, 3)), 0),
    "step": (0.3, -1),
    "temperature": (some(0.5, 3), 1),
    "temperature_coldest": (some(0.5, 3), 1),
    "temperature_left": (some(0.5, 3), 1),
    "temperature_right": (some(0.5, 3), 1),
    "theta": (some(0.2, 2.9), 0),
    "theta_before": (some(0.2, 2.9), 0),
    "theta_ddot": (some(-1, 1), 2),
    "theta_dot": (some(-1, 1), 1),
    "theta_q": (some(-1, 1), 0),
    "upper": (some(-1, 1), 1),
}
# Where a name means another shape, or several things
PAIR = (some(-1, 1), some(-1, 1))
SPECIAL = {
    ("stationary.first_passage_time", "start"): (some(-0.9, 0.9), 0),
    ("action.kernel_lagrangian", "quantum"): (RNG.normal(size=(SIZE, 2, 2)), 0),
    ("action.kernel_lagrangian", "classical"): (RNG.normal(size=(SIZE, 2, 2)), 0),
    ("action.kernel_lagrangian", "classical_rate"): (1j * RNG.normal(size=(SIZE, 2, 2)), 1),
    ("action.kernel_lagrangian", "constant"): (1j * RNG.normal(size=(2, 2, SIZE)), 1),
    ("action.kernel_lagrangian", "conductance"): (RNG.normal(size=(2, 2, SIZE)), 0),
    ("decoupling.field_action", "magnetization"): (RNG.normal(size=(SIZE, 3)), 1),
    ("decoupling.field_action", "field"): (RNG.normal(size=(SIZE, 3)), 1),
    ("decoupling.field_action_expanded", "magnetization"): (some(10, 20), 1),
    ("decoupling.field_action_expanded", "delta_magnetization"): (PAIR, 1),
    ("decoupling.field_action_expanded", "delta_potential"): (PAIR, 1),
    ("contour.fermi_occupation", "temperature"): (0.8, 1),
    ("contour.fermi_occupation", "potential"): (0.1, 1),
    ("hamiltonian.interaction", "exchange"): (0.3, 1),
    ("hamiltonian.interaction", "charging"): (0.5, 1),
    ("hamiltonian.interaction", "background"): (1.2, 0),
    ("hamiltonian.interaction", "field"): (0.2, 1),
    ("hamiltonian.lead_self_energy", "amplitudes"): (RNG.normal(size=(2, SIZE)), 1),
    ("hamiltonian.lead_self_energy", "omega"): (some(-1, 1) + 0.2j, 1),
    ("hamiltonian.magnetization_term", "levels"): (1, 0),
    ("hamiltonian.magnetization_term", "states"): (3, 0),
    ("hamiltonian.magnetization_term", "magnetization"): (RNG.normal(size=3), 1),
    ("hamiltonian.magnetization_term", "potential"): (0.3, 1),
    ("kernel.temperature_right", "d"): (some(-9, 0.1), 2),
    ("rotating_frame.frame_generator", "rates"): ((some(-1, 1), some(-1, 1), some(-1, 1)), 1),
    ("self_energy.rotate", "rotation"): (RNG.normal(size=(SIZE, 2, 2)), 0),
    ("self_energy.rotate", "rotation_before"): (RNG.normal(size=(SIZE, 2, 2)), 0),
    ("slowness.criteria_near", "temperature"): (some(0.5, 3), 1),
}
# One model at a time, or an object that is scaled as a whole: the tests below
ELSEWHERE = """
slowness.criteria hamiltonian.one_electron_hamiltonian full_kernel.full_kernel
full_kernel.renormalization leads.imbalances zero_modes.solve zero_modes.solve_family
zero_modes.table
band_integrals.band_integrals turning_frame.turning_dot precessions.precession
precessions.precessions precessions.precessions_on precessions.torque_curve
precessions.torque_curves precessions.torque_from_poles precessions.torques_from_poles
self_consistent.pole self_consistent.starts self_consistent.state_at
turning_frame.channels_of newton.settle newton.linearised newton.torque_of newton.spin_of
self_consistent.families self_consistent.family_of
theory.parameters_of theory.solved theory.dropped_field fitted_band.fitted_dot fitted_band.dot_for
validity.table validity.at_drive error_laws.held_dots error_laws.held_errors
error_laws.state_errors error_laws.laws error_laws.orders torque_curves.curves
sweep.table
poles.poles_of_step poles.levels_of_band kicks.flat_dot kicks.larger kicks.dot_of kicks.answer
kicks.errors kicks.moved
self_consistent.follow along.along along.precessions_near along.currents theory.table
integration.integrate direction.integrate_direction integration.logarithmic_times
history.consistent_history history.history_of history.history_of_samples
history.require_consistent occupation.occupation_energies occupation.settled_occupations
precession.fixed_points precession.listed precession.with_branch_points
heat_engine.open_circuit heat_engine.loads precession.attractor quantities.table
regime.conditions_of_the_model regime.conditions_at_temperatures relaxation.population_matrix
localization.conditions_of_states
family.integrate_family switching.switching slow_dynamics.slow_dynamics maps.attractor maps.switch
runs.trajectories runs.retardation approach.approach relaxation.require_minimum
phase_lines.folds phase_lines.largest_own_damping
trajectories.passage_times tabulated.distributions tabulated.lifetimes tabulated.linewidths
diagrams.over_voltage diagrams.over_anisotropy diagrams.over_conductance
""".split()
# Numbers all, on tables: `test_laws` scales them
GATES = """
laws.of_states laws.of_runs laws.of_approach laws.charge_imbalance laws.equilibrium_current
laws.torque_at_fixed_points laws.wrong_verdicts laws.length_of_direction laws.formulations_apart
laws.strays laws.spin_imbalance laws.entropy_destroyed laws.rows
""".split()
# What has no dimension of its own, and why
WITHOUT = {
    "contour.expand_green_function": "products of the caller's matrices",
    "contour.first_order": "products of the caller's matrices",
    "contour.generating_function": "products of the caller's matrices",
    "contour.integrate_out": "products of the caller's matrices",
    "contour.inverse_green_function": "products of the caller's matrices",
    "distribution.keldysh_in_time": "products of the caller's matrices",
    "memory.green_function_correction": "products of the caller's matrices",
    "memory.kernel_in_time": "products of the caller's matrices",
    "gradient_expansion.wigner_transform": "a transform of the caller's function",
    "gradient_expansion.product": "a product of the caller's functions",
    "gradient_expansion.product_of_three": "a product of the caller's functions",
    "hamiltonian.annihilators": "operators, numbers by definition",
    "hamiltonian.second_quantized": "the dimension of its matrix",
    "hamiltonian.spin_operators": "operators, numbers by definition",
    "leads.dot_of": "a scenario's entries, unchanged",
    "validity.coldest_of": "a scenario's entry, unchanged",
    "families.tabulate": "the columns of the caller's function, unchanged",
    "families.in_blocks": "a function, unchanged",
    "parameters.checked": "a value, unchanged",
    "parameters.one_number": "a value, unchanged",
    "parameters.for_one_set": "a function, unchanged",
    "parameters.divided": "values over one another",
    "parameters.stack_spins": "values, unchanged",
    "parameters.together": "values, unchanged",
    "axes.read_maps": "a scenario's entries, unchanged",
    "limits.between": "a value, unchanged",
    "limits.check": "a value, unchanged",
    "limits.count": "a value, unchanged",
    "limits.different": "values, unchanged",
    "slow_dynamics.checked_angles": "values, unchanged",
    "stationary.checked_cosines": "values, unchanged",
    "slow_dynamics.checked_times": "values, unchanged",
    "family.checked_start": "values, unchanged",
    "precession.branch_index": "an index",
    "precession.with_points": "the caller's numbers",
    "slow_flow.poles": "cosines",
    "diffusion.angle_diffusion_in": "angle_diffusion without what it begins with",
    "diffusion.angle_strength": "a factor of angle_diffusion",
    "diffusion.phase_strength": "a factor of phase_diffusion",
    "diffusion.torque_rate": "a factor of angle_drift",
    "stationary.log_slope_in": "log_slope without what it begins with",
    "trajectories.noisy_trajectories": "angles",
    "tabulated.surroundings": "those of temperatures_at, unchanged",
    "slow_flow.height": "a function of an angle",
    "slow_flow.polar_angle": "an angle",
    "slow_flow.shares": "a function of an angle",
    "slow_clock.bounded": "numbers, unchanged",
    "chebyshev.tail": "polynomials of the caller's numbers",
    "chebyshev.between": "polynomials of the caller's numbers",
    "fast_phase.fast_phase": "a step of integrate_family",
    "fast_phase.coming": "a step of integrate_family",
    "slow_phase.slow_phase": "a step of integrate_family",
    "phases.run_phases": "steps of integrate_family",
    "localization.localized": "a verdict",
    "relaxation.is_minimum": "a verdict",
    "arrival.goes_as_classified": "a verdict",
    "harmonics.series_terms": "a count",
    "slowness.judge": "ratios, unchanged",
    "slowness.largest": "ratios, unchanged",
    "slowness.rough": "a text",
    "quantities.outside": "a text",
}
# Text, files' contents and SI are not physics in units of one energy
TEXT = {
    "scenario",
    "reading",
    "schema",
    "sections",
    "tasks",
    "units",
    "measured",
    "columns",
    "band_table",
}

# what tables hold, by the name of their columns
COLUMNS = {
    "d": 2,
    "d_over_d0": 0,
    "cos_theta0": 0,
    "cos_theta": 0,
    "precession_frequency": 1,
    "growth_rate": 1,
    "temperature_left": 1,
    "temperature_right": 1,
    "omega": 1,
    "occupation_up": 0,
    "occupation_down": 0,
    "t": -1,
    "theta": 0,
    "phi": 0,
    "delta_magnetization": 1,
    "delta_potential": 1,
    "current_left": 1,
    "current": 1,
    "phi_dot": 1,
    "magnetization": 1,
    "total_left": 1,
    "enhancement": 0,
    "voltage": 1,
    "voltage_without_precession": 1,
    "power": 2,
    "efficiency": 0,
    "efficiency_over_carnot": 0,
    "efficiency_over_carnot_without_precession": 0,
    "time": -1,
    "cos_theta_end": 0,
    "spin": 0,
    "angle_in_lifetime": 0,
    "shift_in_lifetime": 0,
    "angle_in_thermal_time": 0,
    "frequency_in_thermal_time": 0,
    "probability": 0,
    "probability_of_trajectories": 0,
    "barrier": 0,
    "lifetime": -1,
    "lifetime_first_passage": -1,
    "lifetime_simulated": -1,
    "anisotropy": 1,
    "linewidth": 1,
    "linewidth_of_phase": 1,
}

MODULES = [m.name for m in pkgutil.walk_packages(thermal_stt.__path__, "thermal_stt.")]
FUNCTIONS = {
    f"{name.split('.')[-1]}.{function.__name__}": function
    for name in MODULES
    if name.split(".")[-1] not in TEXT and not name.startswith("thermal_stt.paper")
    for function in vars(import_module(name)).values()
    if inspect.isfunction(function)
    and function.__module__ == name
    and not function.__name__.startswith("_")
}


def scaled(value, power, factor=SCALE):
    """A value, or all of a tuple, times the power of the factor."""
    if isinstance(value, tuple):
        parts = [scaled(part, power, factor) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value if power == 0 else np.asarray(value) * factor**power


def scaled_parameters(parameters, factor=SCALE):
    changed = {name: getattr(parameters, name) * factor**power for name, power in FIELDS.items()}
    return Parameters(**changed)


def powers_of(function):
    """The powers that the docstring of a function promises for its results."""
    found = RESULT.findall(inspect.getdoc(function))
    assert len(found) == 1, f"{function.__name__}: units {found} in its docstring"
    return [UNITS[unit.strip()] for unit in re.split(r",\s+", found[0])]


def parts(result):
    """The arrays of a result, in order; names and verdicts have no dimension."""
    if isinstance(result, dict):
        result = tuple(result.values())
    if is_dataclass(result):
        result = tuple(getattr(result, field.name) for field in fields(result))
    if isinstance(result, tuple):
        return [part for entry in result for part in parts(entry)]
    return [np.asarray(result)] if np.asarray(result).dtype.kind in "fc" else []


def assert_scales(before, after, powers, where):
    before, after = parts(before), parts(after)
    powers = powers * len(before) if len(powers) == 1 else powers
    for one, other, power in zip(before, after, powers, strict=True):
        size = np.abs(other[np.isfinite(other)]).max(initial=0)
        np.testing.assert_allclose(
            one * SCALE**power, other, rtol=1e-9, atol=1e-12 * size, err_msg=where
        )


def call(function, name, factor):
    arguments = {}
    for argument, parameter in inspect.signature(function).parameters.items():
        if argument == "parameters":
            model = random_parameters(3, SIZE)
            arguments[argument] = scaled_parameters(model, factor)
        elif argument == "operators":
            arguments[argument] = FUNCTIONS["hamiltonian.annihilators"](1)
        elif (name, argument) in SPECIAL or argument in NAMES:
            value, power = SPECIAL.get((name, argument)) or NAMES[argument]
            arguments[argument] = scaled(value, power, factor)
        else:
            assert parameter.default is not inspect.Parameter.empty, f"{name}: {argument}?"
    return function(**arguments)
