"""A family equals the loop over its members: every public function that takes a `Parameters`."""

import inspect
import pickle
import pkgutil
import tracemalloc
import typing
from dataclasses import fields, is_dataclass, replace
from functools import cache, cached_property, partial
from importlib import import_module

import numpy as np
import pytest

import thermal_stt
from models import FIELDS, PAPER, random_parameters
from thermal_stt import diagrams, families, heat_engine, parameters
from thermal_stt.charge_current import charge_currents
from thermal_stt.electrons import regime
from thermal_stt.magnet import kernel, phase_lines, precession
from thermal_stt.magnet.direction import integrate_direction
from thermal_stt.mean_field.leads import Leads
from thermal_stt.noise.diffusion import Surroundings
from thermal_stt.parameters import ParameterError, Parameters

# What each argument may be, as a function of a random generator and a shape; a name that a new
# function brings has to be added here
ARGUMENTS = {
    "around": lambda rng, shape: Surroundings(*rng.uniform(1, 9, (3, *shape))),
    "background": lambda rng, shape: rng.normal(size=shape),
    "berry_phase": lambda rng, shape: rng.normal(size=shape),
    "branch": lambda rng, shape: rng.choice(precession.BRANCHES, shape),
    "cos_theta": lambda rng, shape: rng.uniform(-1, 1, shape),
    "cos_theta0": lambda rng, shape: rng.uniform(-1, 1, shape),
    "d": lambda rng, shape: rng.uniform(-1000, 1000, shape),
    "delta_magnetization": lambda rng, shape: rng.normal(size=shape),
    "delta_potential": lambda rng, shape: rng.normal(size=shape),
    "detuning": lambda rng, shape: rng.normal(size=shape),
    "direction": lambda rng, shape: _unit(rng.normal(size=(*shape, 3))),
    "end": lambda rng, shape: rng.uniform(-0.9, 0.9, shape),
    "frequency": lambda rng, shape: rng.normal(size=shape),
    "growth_rate": lambda rng, shape: rng.normal(size=shape),
    "level": lambda rng, shape: rng.normal(size=(2, *shape)),
    "magnetization": lambda rng, shape: rng.uniform(1, 2, shape),
    "omega": lambda rng, shape: rng.normal(size=shape),
    "phi": lambda rng, shape: rng.normal(size=shape),
    "phi_dot": lambda rng, shape: rng.normal(size=shape),
    "phi_q": lambda rng, shape: rng.normal(size=shape),
    "pole": lambda rng, shape: rng.choice([-1.0, 1.0], shape),
    "population_down": lambda rng, shape: rng.normal(size=shape),
    "population_up": lambda rng, shape: rng.normal(size=shape),
    "potential": lambda rng, shape: rng.normal(size=shape),
    "rates": lambda rng, shape: rng.normal(size=shape),
    "remembered": lambda rng, shape: rng.normal(size=(2, *shape)) + 1j,
    "start": lambda rng, shape: rng.uniform(0.1, 1, shape),
    "temperature": lambda rng, shape: rng.uniform(1, 9, shape),
    "temperature_coldest": lambda rng, shape: rng.uniform(1, 9, shape),
    "temperature_left": lambda rng, shape: rng.uniform(1, 9, shape),
    "temperature_right": lambda rng, shape: rng.uniform(1, 9, shape),
    "theta": lambda rng, shape: rng.uniform(0.1, 3, shape),
    "theta_ddot": lambda rng, shape: rng.normal(size=shape),
    "theta_dot": lambda rng, shape: rng.normal(size=shape),
    "theta_q": lambda rng, shape: rng.normal(size=shape),
    "times": lambda rng, shape: 10 ** rng.uniform(-1, 4, (*shape, 3)),
}
SPIN_FIRST, VECTORS = {"level", "remembered"}, {"direction", "times"}
# Solved by turns that go on until the last member is met: equal to what they are asked for
SOLVED = {"family.integrate_family": 1e-8, "slow_dynamics.slow_dynamics": 1e-12}
SOLVED |= {"heat_engine.open_circuit_angles": 1e-14}
SOLVED |= {"switching.switching": 1e-6, "maps.switch": 1e-6}
# Which these take one by one, at 50 ms: see test_beyond
ONE_BY_ONE, TAKEN_SO = {"anisotropy", "own_damping", "voltage"}, set(SOLVED)
# which no family has
COUNTS = {"points": 7, "way": np.zeros(0), "cosines": np.linspace(-1, 1, 6)}
SETTINGS = {"formulation", "tolerance"}  # of a solver
SHAPES = [(2,), (3,), (2, 1)]
# One field along each of two axes, and where a result has its own axes: no length twice
CROSSED, UNLIKE = ((4, 1), (1, 3)), (5,)


def _unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def public():
    """Every public function and class of the package that takes a `Parameters`, by its name."""
    found = {}
    for module in pkgutil.walk_packages(thermal_stt.__path__, "thermal_stt."):
        for name, value in vars(import_module(module.name)).items():
            if name.startswith("_") or getattr(value, "__module__", None) != module.name:
                continue
            called = value.__init__ if inspect.isclass(value) else value
            if inspect.isfunction(called) and value is not Parameters and not is_dataclass(value):
                hints = typing.get_type_hints(called)
                if hints.get("parameters") is Parameters:
                    found[f"{module.name.split('.')[-1]}.{name}"] = value
    return found


MARKED = parameters.for_one_set(public).__code__


def for_one_set(called):
    """Whether a function, or the start of a class or of what it derives from, is marked so."""
    parts = [vars(c).get("__init__") for c in called.mro()] if inspect.isclass(called) else [called]
    return any(getattr(part, "__code__", None) is MARKED for part in parts)


PUBLIC = public()
BLOCKED = families.in_blocks(public).__code__
IN_BLOCKS = sorted(n for n, called in PUBLIC.items() if getattr(called, "__code__", 0) is BLOCKED)
ONE_SET = sorted(name for name, called in PUBLIC.items() if for_one_set(called))
# A table, and draws that are another's for another member: see test_noise
APART = {"families.tabulate", "trajectories.noisy_trajectories"}
BROADCAST = sorted(set(PUBLIC) - set(ONE_SET) - APART)
PROPERTIES = sorted(n for n, v in vars(Parameters).items() if isinstance(v, cached_property))


def family_of(shapes, seed=7):
    """The paper's model with the fields of `shapes` drawn anew."""
    rng = np.random.default_rng(seed)
    drawn = {}
    for name, shape in shapes.items():
        value = getattr(PAPER.parameters, name)
        # about the paper's, where M_0 is a minimum; a slope that is 0 there too
        drawn[name] = (value + (value == 0) * 0.01) * rng.uniform(0.7, 1.0, shape)
    return replace(PAPER.parameters, **drawn)


def fields_for(name):
    """The fields of which a function takes families in one go."""
    return [field for field in FIELDS if name not in TAKEN_SO or field not in ONE_BY_ONE]


@cache
def arguments_of(name, shape):
    """One value for each argument of a function, arrays of `shape`; tuples where it wants them."""
    function = PUBLIC[name]
    signature = inspect.signature(function).parameters
    hints = typing.get_type_hints(function)
    rng = np.random.default_rng(3)
    given = {}
    for argument in signature:
        if argument in ("parameters", *COUNTS, *SETTINGS):
            continue
        make = ARGUMENTS[argument]
        if typing.get_origin(hints[argument]) is tuple:
            given[argument] = tuple(make(rng, shape) for _ in typing.get_args(hints[argument]))
        else:
            given[argument] = make(rng, shape)
    return given


def called(name):
    """The function, with the counts that it asks for given."""
    counts = {n: v for n, v in COUNTS.items() if n in inspect.signature(PUBLIC[name]).parameters}
    return partial(PUBLIC[name], **counts)


def member_of(argument, value, index, shape):
    """The argument of one member: `index` counts in the common `shape`."""
    if isinstance(value, tuple):
        parts = [member_of(argument, part, index, shape) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if argument in SPIN_FIRST:
        return np.stack([member_of("", part, index, shape) for part in value])
    tail = (3,) if argument in VECTORS else ()
    return np.broadcast_to(value, (*shape, *tail))[index]


def leaves(result):
    """Every array of a result; None where a function returns none."""
    if is_dataclass(result) or hasattr(result, "_fields"):
        names = getattr(result, "_fields", None) or [field.name for field in fields(result)]
        names = [*names] + [n for n, v in vars(type(result)).items() if isinstance(v, property)]
        return [getattr(result, name) for name in names]
    if isinstance(result, dict):
        return list(result.values())
    return list(result) if isinstance(result, tuple) else [result]


@cache
def axes_before(name):
    """How many axes of a result stand before those of the family: found where none is as long."""
    shape, counts = UNLIKE, set()
    family = family_of(dict.fromkeys(fields_for(name), shape))
    result = called(name)(family, **arguments_of(name, shape))
    for leaf in leaves(result):
        if leaf is not None:
            assert np.shape(leaf).count(shape[0]) == 1, name
            counts.add(np.shape(leaf).index(shape[0]))
    return max(counts, default=0)


@cache
def of_member(name, given):
    """What a function gives for one member, which is in many families: fields and arguments."""
    member, own = pickle.loads(given)
    return leaves(called(name)(Parameters(**member), **own))


def assert_is_the_loop(name, family, arguments, shape):
    """A call with arrays is what it gives for each member, in the shape that numpy gives."""
    before = axes_before(name)
    whole = leaves(called(name)(family, **arguments))
    for index in np.ndindex(shape):
        member = {n: np.broadcast_to(getattr(family, n), shape)[index] for n in FIELDS}
        own = {n: member_of(n, value, index, shape) for n, value in arguments.items()}
        for one, all_of in zip(of_member(name, pickle.dumps((member, own))), whole, strict=True):
            if one is None:
                assert all_of is None
                continue
            one, all_of = np.asarray(one), np.asarray(all_of)
            assert all_of.shape == (*one.shape[:before], *shape, *one.shape[before:])
            found = all_of[(slice(None),) * before + index]
            if one.dtype.kind in "fc":
                error = SOLVED.get(name, 0.0)
                np.testing.assert_allclose(found, one, rtol=max(error, 1e-15), atol=error)
            else:
                np.testing.assert_array_equal(found, one)


@pytest.mark.parametrize("name", BROADCAST)
def test_a_family_is_the_loop_over_its_members(name):
    """Each field as an array of each shape, then all at once, then the arguments as arrays too."""
    for shape in SHAPES:
        for field in fields_for(name):
            assert_is_the_loop(name, family_of({field: shape}), arguments_of(name, ()), shape)
        every = family_of(dict.fromkeys(fields_for(name), shape))
        assert_is_the_loop(name, every, arguments_of(name, ()), shape)
        assert_is_the_loop(name, every, arguments_of(name, shape), shape)


@pytest.mark.parametrize("name", BROADCAST)
def test_axes_cross(name):
    """Fields on two axes, arguments on those or on one more, or arrays where the model is one."""
    across = dict(zip(fields_for(name), 7 * CROSSED, strict=False))
    family = family_of(across)
    assert family.shape == (4, 3)
    for shape in ((), (3,), (4, 1), (2, 1, 1)):
        arguments = arguments_of(name, shape)
        common = np.broadcast_shapes(shape if arguments else (), (4, 3))
        assert_is_the_loop(name, family, arguments, common)
    arguments = arguments_of(name, (3,))
    assert_is_the_loop(name, PAPER.parameters, arguments, (3,) if arguments else ())


@pytest.mark.parametrize("name", BROADCAST)
def test_one_argument_alone_may_have_an_axis(name):
    """Each argument, and each part of one that is a tuple."""
    one, several = arguments_of(name, ()), arguments_of(name, (3,))
    for argument, value in one.items():
        changed = [several[argument]]
        if isinstance(value, tuple):
            as_before = getattr(type(value), "_make", tuple)
            changed = [
                as_before([*value[:part], several[argument][part], *value[part + 1 :]])
                for part in range(len(value))
            ]
        for other in changed:
            assert_is_the_loop(name, PAPER.parameters, one | {argument: other}, (3,))


@pytest.mark.parametrize("name", IN_BLOCKS)
def test_blocks_of_a_family_are_the_loop(name, monkeypatch):
    """Blocks of four members, over fields and arguments that cross, and over those of one model."""
    monkeypatch.setattr(families, "BLOCK", 4)
    family = family_of(dict(zip(FIELDS, 7 * CROSSED, strict=False)))
    for shape in ((), (3,), (4, 1), (2, 1, 1)):
        arguments = arguments_of(name, shape)
        common = np.broadcast_shapes(shape if arguments else (), (4, 3))
        assert_is_the_loop(name, family, arguments, common)
    arguments = arguments_of(name, (7, 1))
    assert_is_the_loop(name, PAPER.parameters, arguments, (7, 1) if arguments else ())


def test_words_as_pandas_has_them_go_in_blocks(monkeypatch):
    monkeypatch.setattr(families, "BLOCK", 4)
    table = precession.fixed_points(PAPER.parameters, np.linspace(-900, 900, 7))
    d, branch, cos_theta0 = table["d"], table["branch"], table["cos_theta0"]
    for formula in (precession.growth_rate, precession.precession_frequency):
        one, other = (
            formula(PAPER.parameters, d, words, cos_theta0)
            for words in (branch, branch.astype(object))
        )
        np.testing.assert_array_equal(one, other)


def beyond_what_it_returns(name, size):
    """The most that a call with arrays takes in memory, without its arguments and its result."""
    family = replace(random_parameters(5, size), exchange=0.01)  # M_0 is a minimum
    arguments = arguments_of(name, (size,))
    tracemalloc.start()
    try:
        result = called(name)(family, **arguments)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return most - sum(np.asarray(leaf).nbytes for leaf in leaves(result))


@pytest.mark.long
@pytest.mark.parametrize("name", IN_BLOCKS)
def test_memory_is_flat_in_the_number_of_members(name, monkeypatch):
    monkeypatch.setattr(families, "BLOCK", 4096)
    few, many = (beyond_what_it_returns(name, blocks * families.BLOCK) for blocks in (2, 12))
    assert many <= 1.1 * few
    assert few <= 64 * 8 * families.BLOCK


@pytest.mark.long
# What is solved goes in chunks of its own: see test_family
@pytest.mark.parametrize("name", sorted(set(BROADCAST) - set(IN_BLOCKS) - set(SOLVED)))
def test_a_member_takes_no_more_memory_than_its_numbers(name):
    """What a formula looks at on the way, nodes of a sum or panels, is never there for all."""
    few, many = (beyond_what_it_returns(name, size) for size in (500, 1000))
    assert many - few <= 500 * 50 * 8


@pytest.mark.parametrize("name", PROPERTIES)
def test_combinations_of_a_family(name):
    family = family_of(dict(zip(FIELDS, 7 * CROSSED, strict=False)))
    for index in np.ndindex(4, 3):
        assert getattr(family, name)[index] == getattr(family[index], name)


@pytest.mark.parametrize("name", ONE_SET)
def test_what_takes_one_parameter_set_says_so(name):
    family = family_of({"gamma_right": (2,)})
    signature = list(inspect.signature(PUBLIC[name]).parameters)
    with pytest.raises(ParameterError) as refused:
        PUBLIC[name](family, *[None] * (len(signature) - 1))
    said = str(refused.value)
    assert said.startswith("parameters.shape = (2,): must be (): ")
    assert "\n" not in said
    module = inspect.getmodule(PUBLIC[name])
    documented = " ".join(f"{PUBLIC[name].__doc__} {module.__doc__}".split())
    assert "one parameter set" in documented


@pytest.mark.parametrize("name", ["formulations.Recast", "direction.integrate_direction"])
def test_one_drive_is_one_number(name):
    rest = [[0.6, 0.3, 0.4], 1.0, 2] if "direction" in name else []
    with pytest.raises(ParameterError, match=r"d = 'an array of shape \(2,\)': must be one number"):
        PUBLIC[name](PAPER.parameters, [1.0, 2.0], *rest)


def test_one_dot_is_one_dot():
    with pytest.raises(ParameterError, match=r"gamma_right = 'an array of shape \(2,\)': must be"):
        Leads(0.1, 0.2, [0.1, 0.2], 1.0, 2.0)


def test_formulas_take_families_and_only_what_integrates_or_tabulates_does_not():
    formulas = {"distribution", "kernel", "spin_torque", "charge_current", "relaxation", "action"}
    formulas |= {"self_energy", "decoupling", "full_kernel", "memory", "slowness"}
    assert not [name for name in ONE_SET if name.split(".")[0] in formulas]
    assert len(BROADCAST) > 50
    assert {"precession.growth_rate", "charge_current.stable_states"} < set(IN_BLOCKS)


@pytest.mark.parametrize("name", BROADCAST)
def test_shapes_that_do_not_fit_are_words(name):
    arguments = arguments_of(name, (4,))
    if arguments:
        with pytest.raises(ParameterError, match="must be broadcastable"):
            called(name)(family_of({"gamma_right": (3,)}), **arguments)


COSINES = [(n, a) for n in BROADCAST for a in arguments_of(n, ()) if a.startswith("cos_theta")]


@pytest.mark.parametrize(("name", "argument"), COSINES)
@pytest.mark.parametrize("value", [1.5, -2.0, [0.1, 2.1]])
def test_an_angle_is_no_cosine(name, argument, value):
    given = arguments_of(name, ()) | {argument: np.asarray(value)}
    with pytest.raises(ParameterError, match=r"cos_theta0? = -?\d\.\d: must be between -1 and 1"):
        called(name)(family_of({"anisotropy": ()}), **given)


OF_HEAT = [(n, a) for n in BROADCAST for a in arguments_of(n, ()) if a.startswith("temperature")]


@pytest.mark.parametrize(("name", "argument"), OF_HEAT)
@pytest.mark.parametrize("value", [-6.0, np.inf])
def test_no_temperature_is_negative_or_infinite(name, argument, value):
    given = arguments_of(name, ()) | {argument: np.asarray(value)}
    with pytest.raises(
        ParameterError, match=rf"temperature\w* = {value}: must be a finite number gr"
    ):
        called(name)(PAPER.parameters, **given)


def numbers(result):
    """All that a call returns, on one axis, as numbers."""
    kept = [np.ravel(leaf) for leaf in leaves(result) if leaf is not None]
    return np.concatenate([leaf.astype(complex) for leaf in kept if leaf.dtype.kind in "fcib"])


OF_NUMBERS = [
    (name, argument)
    for name in BROADCAST
    for argument, value in arguments_of(name, ()).items()
    if not isinstance(value, tuple) and np.asarray(value).dtype.kind not in "UO"
]


@pytest.mark.parametrize(("name", "argument"), OF_NUMBERS)
def test_what_is_no_number_is_refused_or_seen(name, argument):
    """Either it does not count, or NaN comes of it."""
    given = arguments_of(name, ())
    unknown = given | {argument: np.full(np.shape(given[argument]), np.nan)}
    with np.errstate(invalid="ignore"):
        try:
            found = numbers(called(name)(PAPER.parameters, **unknown))
        except ParameterError:
            return
    if not np.isnan(found).any():
        expected = numbers(called(name)(PAPER.parameters, **given))
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: phase_lines.largest_own_damping(PAPER.parameters, np.nan), "d = nan: must be a f"),
        (lambda: diagrams.over_conductance(PAPER.parameters, [1.0, np.nan]), "d = nan: must be a"),
        (lambda: heat_engine.open_circuit(PAPER.parameters, [-np.inf]), "d = -inf: must be a fini"),
        (lambda: precession.growth_rate_at_pole(PAPER.parameters, 0.0, 0.5), "pole = 0.5: must be"),
        (lambda: list(regime.conditions_at_temperatures(PAPER.parameters, -6.0, 6.0)), "temperat"),
        (lambda: kernel.thermal_drive(-6.0, 3.0), "temperature_left = -6.0: must be a finite numb"),
        (lambda: kernel.thermal_drive(6.0, np.nan), "temperature_right = nan: must be a finite nu"),
        (lambda: integrate_direction(PAPER.parameters, 0.0, [0, 0, 0], 1.0, 2), "direction = "),
        (lambda: integrate_direction(PAPER.parameters, 0.0, [0, 0, 1], np.nan, 2), "t_end = nan"),
    ],
)
def test_what_is_no_number_of_its_kind_is_refused(call, words):
    with pytest.raises(ParameterError, match=f"^{words}"):
        call()


@pytest.mark.parametrize("first", [1e-31, np.sin(np.pi) * np.sin(0.7)])
def test_a_direction_may_be_as_near_to_a_pole_as_numbers_are(first):
    path = integrate_direction(PAPER.parameters, 0.0, [first, 0.0, -1.0], 1.0, 2)
    np.testing.assert_allclose(path, [[first, 0.0, -1.0]] * 3, atol=1e-15)


@pytest.mark.parametrize("formula", [precession.growth_rate, precession.precession_frequency])
def test_a_branch_is_one_of_those_with_a_name(formula):
    with pytest.raises(ParameterError, match="branch = 'nonsense': must be one of"):
        formula(PAPER.parameters, -500.0, ["precession", "nonsense"], 0.5)
    for pole, cosine in precession.POLES.items():
        at = formula(PAPER.parameters, -500.0, pole, cosine)
        np.testing.assert_array_equal(formula(PAPER.parameters, -500.0, pole, [0.5, -0.2]), at)


def test_the_numbers_that_were_wrong():
    family = replace(PAPER.parameters, gamma_right=[0.02, 0.05])
    angle = precession.stationary_angle(family, -800.0)
    np.testing.assert_allclose(angle.cos_theta0, [0.451171875, 0.65625])
    total = charge_currents(family, 0.5, -800.0).total_left
    np.testing.assert_allclose(total, [-0.755556, -1.979167], rtol=1e-6)


def test_members_and_axes():
    family = random_parameters(2, 3)
    assert family.shape == (3,)
    assert family[1].shape == ()
    assert family[:, None].shape == (3, 1)
    assert [member.spin for member in family] == family.spin.tolist()


def test_the_table_of_a_family():
    """The tables of its members one below the other, with what tells the members apart."""
    family = replace(PAPER.parameters, gamma_right=[[0.02], [0.05]], spin=[50.0, 60.0, 70.0])
    d = [-800.0, 0.0]
    table = families.tabulate(precession.fixed_points, family, d)
    assert list(table)[:3] == ["member", "gamma_right", "spin"]
    for number, index in enumerate(np.ndindex(2, 3)):
        rows = table["member"] == number
        single = precession.fixed_points(family[index], d)
        for name, column in single.items():
            np.testing.assert_array_equal(table[name][rows], column)
        assert set(table["gamma_right"][rows]) == {float(family.gamma_right[index])}
        assert set(table["spin"][rows]) == {float(family.spin[index])}
    one = families.tabulate(precession.fixed_points, PAPER.parameters, d)
    assert list(one)[:2] == ["member", "d"]
