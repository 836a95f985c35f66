"""II, III A: the numbers of the model and the combinations that the paper names.

Units are hbar = k_B = e = 1, so every number is a power of one energy.  The powers are in
`thermal_stt.quantities`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from math import prod
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Scalar = TypeVar("Scalar", bound=np.generic)

SPINS = (+1, -1)  # sigma; index 0 of a stacked axis is up

FINITE = "a finite number"
NON_ZERO = "a finite number other than 0"
NOT_NEGATIVE = "a finite number, 0 or greater"
POSITIVE = "a finite number greater than 0"

# No product of powers in the paper leaves the range of a double when its factors stay in this one.
LARGEST, SMALLEST = 1e30, 1e-30
IN_RANGE = f"0 or of a magnitude between {SMALLEST:g} and {LARGEST:g}"

# Beyond the paper, and 0 unless they are given
BEYOND = ("anisotropy", "own_damping", "voltage")

# What each field may be.  The field must not vanish: it is the axis of the precession and the
# scale of d_0.
ALLOWED = {
    "gamma_left_up": NOT_NEGATIVE,
    "gamma_left_down": NOT_NEGATIVE,
    "gamma_right": NOT_NEGATIVE,
    "rho_up": POSITIVE,
    "rho_down": POSITIVE,
    "rho_slope_up": FINITE,
    "rho_slope_down": FINITE,
    "field": NON_ZERO,
    "spin": POSITIVE,
    "exchange": POSITIVE,
    "capacitance": POSITIVE,
    "anisotropy": FINITE,
    "own_damping": NOT_NEGATIVE,
    "voltage": FINITE,
}


class ParameterError(ValueError):
    """A parameter that the model does not admit.

    `name` is the parameter, `value` the first value at fault, `allowed` what it may be, in words.
    """

    def __init__(self, name: str, value: object, allowed: str) -> None:
        self.name = name
        self.value = value
        self.allowed = allowed
        super().__init__(f"{name} = {value!r}: must be {allowed}")


def checked(name: str, value: object, allowed: str) -> NDArray[np.float64]:
    """Return `value` as a read-only float array, or raise ParameterError if it is not `allowed`.

    `allowed` is one of FINITE, NON_ZERO, NOT_NEGATIVE, POSITIVE.
    """
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise ParameterError(name, value, allowed) from None
    good = np.isfinite(array)
    if allowed == NON_ZERO:
        good &= array != 0
    elif allowed == NOT_NEGATIVE:
        good &= array >= 0
    elif allowed == POSITIVE:
        good &= array > 0
    if not good.all():
        raise ParameterError(name, float(array[~good].flat[0]), allowed)
    size = np.abs(array)
    if not (good := (size == 0) | ((size >= SMALLEST) & (size <= LARGEST))).all():
        raise ParameterError(name, float(array[~good].flat[0]), IN_RANGE)
    array.setflags(write=False)
    return array


def one_number(name: str, value: object, allowed: str = FINITE) -> float:
    """Return `value` as a float, or raise ParameterError if it is an array or not `allowed`."""
    array = checked(name, value, allowed)
    if array.ndim:
        raise ParameterError(name, f"an array of shape {array.shape}", f"one number, {allowed}")
    return float(array)


@dataclass(frozen=True, eq=False, init=False)
class Parameters:
    """The model of eqs. (1)-(5), reduced to the numbers that its slow dynamics knows.

    Each field is a number or an array.  The fields are expanded to one `shape`, that of the family,
    and every function of the package follows one rule:

    - It first brings its arguments (d, angles, times, ...) and the family to their common shape, by
      numpy's rules, with `broadcast`; so a call with arrays is the loop over its members.
    - A spin index of a result is its first axis, index 0 is up, before the axes of the family:
      `stack_spins` adds it last of all, and whatever is stacked has the common shape already.  So
      what has the spin axis and what has not line up.
    - A matrix in spin space is on the last two axes, a vector in space or a time on the last one.

    A function that takes one parameter set only is marked `for_one_set`, and refuses a family in
    words; `families.tabulate` makes one table of its tables.  `family[0]` is a member,
    `family[:, None]` has one more axis.

    - `gamma_left_up`, `gamma_left_down`, `gamma_right`: tunneling rates Gamma_l^up, Gamma_l^down,
      Gamma_r (III A); energy, not negative.  The retarded self-energy is -i Gamma, so a level of
      the dot empties at the rate 2 Gamma.
    - `rho_up`, `rho_down`: shifted density of states rho_sigma at the electrochemical potential,
      `rho_slope_up`, `rho_slope_down`: its derivative rho'_sigma there (below (43)); 1/energy and
      1/energy^2.
    - `field`: Zeeman energy B; `spin`: S; `exchange`: J (eq. (2)); `capacitance`: C = 1/(2 E_c).
    - Beyond the paper, 0 if not given: `anisotropy` B_K, of an energy -B_K S cos^2(theta)/2, easy
      axis along z; `own_damping` alpha_0, which the magnet has of its own; `voltage`
      V = mu_l - mu_r as an energy, mu_r = mu.

    Raises ParameterError, naming the field, its value and what is allowed.  A spin species that no
    lead reaches (both rates zero) is refused: its life-time, and with it eq. (36), is undefined.
    """

    gamma_left_up: NDArray[np.float64]
    gamma_left_down: NDArray[np.float64]
    gamma_right: NDArray[np.float64]
    rho_up: NDArray[np.float64]
    rho_down: NDArray[np.float64]
    rho_slope_up: NDArray[np.float64]
    rho_slope_down: NDArray[np.float64]
    field: NDArray[np.float64]
    spin: NDArray[np.float64]
    exchange: NDArray[np.float64]
    capacitance: NDArray[np.float64]
    anisotropy: NDArray[np.float64]
    own_damping: NDArray[np.float64]
    voltage: NDArray[np.float64]

    def __init__(
        self,
        gamma_left_up: ArrayLike,
        gamma_left_down: ArrayLike,
        gamma_right: ArrayLike,
        rho_up: ArrayLike,
        rho_down: ArrayLike,
        rho_slope_up: ArrayLike,
        rho_slope_down: ArrayLike,
        field: ArrayLike,
        spin: ArrayLike,
        exchange: ArrayLike,
        capacitance: ArrayLike,
        anisotropy: ArrayLike = 0.0,
        own_damping: ArrayLike = 0.0,
        voltage: ArrayLike = 0.0,
    ) -> None:
        given = locals()
        arrays = {name: checked(name, given[name], allowed) for name, allowed in ALLOWED.items()}
        for name, array in zip(ALLOWED, together(arrays), strict=True):
            object.__setattr__(self, name, array)
        for name in ("gamma_left_up", "gamma_left_down"):
            if np.any(getattr(self, name) + self.gamma_right == 0):
                allowed = "greater than 0 where the right rate is 0, else no lead reaches that spin"
                raise ParameterError(name, 0.0, allowed)

    @cached_property
    def gamma_sum(self) -> NDArray[np.float64]:
        """Gamma_Sigma = (Gamma_l^up + Gamma_l^down)/2 + Gamma_r, below (49).

        Evaluated as the mean of the two spins' broadenings at the poles.
        """
        up, down = self.gamma_left_up + self.gamma_right, self.gamma_left_down + self.gamma_right
        return (up + down) / 2

    @cached_property
    def gamma_delta(self) -> NDArray[np.float64]:
        """Gamma_Delta = (Gamma_l^up - Gamma_l^down)/2, below (44)."""
        return (self.gamma_left_up - self.gamma_left_down) / 2

    @cached_property
    def gamma_product(self) -> NDArray[np.float64]:
        """Gamma_Sigma^2 - Gamma_Delta^2 = (Gamma_l^up + Gamma_r)(Gamma_l^down + Gamma_r), in (51).

        The product form is evaluated: it has no cancellation and is never zero.
        """
        return (self.gamma_left_up + self.gamma_right) * (self.gamma_left_down + self.gamma_right)

    @cached_property
    def lambda_(self) -> NDArray[np.float64]:
        """Lambda = Gamma_r Gamma_Delta / (Gamma_Sigma^2 - Gamma_Delta^2), below (51)."""
        return self.gamma_right * self.gamma_delta / self.gamma_product

    @cached_property
    def rho_sum(self) -> NDArray[np.float64]:
        """rho_Sigma = rho_up + rho_down, below (49)."""
        return self.rho_up + self.rho_down

    @cached_property
    def rho_delta(self) -> NDArray[np.float64]:
        """rho_Delta = rho_up - rho_down, below (49)."""
        return self.rho_up - self.rho_down

    @cached_property
    def rho_slope_sum(self) -> NDArray[np.float64]:
        """rho'_Sigma = rho'_up + rho'_down, below (49)."""
        return self.rho_slope_up + self.rho_slope_down

    @cached_property
    def rho_slope_delta(self) -> NDArray[np.float64]:
        """rho'_Delta = rho'_up - rho'_down, below (49)."""
        return self.rho_slope_up - self.rho_slope_down

    @cached_property
    def magnetization(self) -> NDArray[np.float64]:
        """M_0 = 2 J S, below (50) and (A21)."""
        return 2 * self.exchange * self.spin

    @property
    def bent(self) -> NDArray[np.bool_]:
        """Which members have a torque balance (51) that is not linear in cos(theta)."""
        return (self.anisotropy != 0) | (self.own_damping != 0)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the family, () for one parameter set."""
        return self.field.shape

    def __getitem__(self, index: object) -> Parameters:
        """Return the members that `index` selects from the family, as numpy indexes an array."""
        return Parameters.part([getattr(self, name)[index] for name in ALLOWED])

    @staticmethod
    def part(arrays: Iterable[ArrayLike]) -> Parameters:
        """Return a part of a family from that of each field: what is checked is not checked again.

        The arrays have one shape, in the order of the fields.
        """
        part = object.__new__(Parameters)
        for name, array in zip(ALLOWED, arrays, strict=True):
            array = np.asarray(array)
            array.setflags(write=False)
            object.__setattr__(part, name, array)
        return part

    def flattened(self, shape: tuple[int, ...]) -> Parameters:
        """Return the members on one axis, in C order, of the family expanded to `shape`."""
        return Parameters.part(
            [np.broadcast_to(getattr(self, name), shape).ravel() for name in ALLOWED]
        )

    def broadcast(self, *arguments: ArrayLike) -> list[NDArray]:
        """Return the arguments, as arrays of their common shape with the family.

        Numbers become doubles, or complex; words stay, those of pandas too.  Raises ParameterError
        where there is no common shape.
        """
        arrays = list(map(_doubles_or_words, arguments))
        shapes = {array.shape for array in arrays}
        if len(shapes) == 1 and self.shape in ((), *shapes):  # most calls of a short formula
            return arrays
        named = {f"argument {number}": array for number, array in enumerate(arrays, start=1)}
        return together({"parameters": self.field, **named})[1:]

    def gamma_left(self, sigma: int) -> NDArray[np.float64]:
        """Gamma_l^sigma for `sigma` = +1 (up) or -1 (down)."""
        return self.gamma_left_up if sigma > 0 else self.gamma_left_down

    def rho(self, sigma: int) -> NDArray[np.float64]:
        """rho_sigma for `sigma` = +1 (up) or -1 (down)."""
        return self.rho_up if sigma > 0 else self.rho_down

    def rho_slope(self, sigma: int) -> NDArray[np.float64]:
        """rho'_sigma for `sigma` = +1 (up) or -1 (down)."""
        return self.rho_slope_up if sigma > 0 else self.rho_slope_down


def for_one_set(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make `function` refuse a family, in words: ParameterError instead of numpy's message."""

    @wraps(function)
    def checked_for_one_set(*arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
        for given in (*arguments, *options.values()):
            if isinstance(given, Parameters) and given.shape:
                name = function.__qualname__.removesuffix(".__init__")
                allowed = f"(): {name} takes one parameter set; families.tabulate takes a family"
                raise ParameterError("parameters.shape", given.shape, allowed)
        return function(*arguments, **options)

    return checked_for_one_set


def _doubles_or_words(argument):
    array = np.asarray(argument)
    if array.dtype.kind == "O" and array.size:  # words, as pandas has them
        array = np.array(array.tolist())
    if array.dtype == float or array.dtype.kind in "UO":
        return array
    return array.astype(np.result_type(array, float))


def together(arrays: Mapping[str, NDArray]) -> list[NDArray]:
    """Return the arrays in their common shape, as views, which cost no memory.

    Raises ParameterError, naming their shapes, where there is none.
    """
    shapes = {array.shape for array in arrays.values()} - {()}
    try:
        # nearly always there is one, and to ask numpy takes most of the time of a short formula
        shape = np.broadcast_shapes(*shapes) if len(shapes) > 1 else next(iter(shapes), ())
    except ValueError:
        named = {name: array.shape for name, array in arrays.items()}
        raise ParameterError("shapes", named, "broadcastable against one another") from None
    size = prod(shape)
    return [_expanded(array, shape, size) for array in arrays.values()]


def _expanded(array, shape, size):
    # `np.broadcast_to`, which takes most of a formula's time where there are few members
    if array.size == size:
        return array.reshape(shape)
    if array.size != 1:
        return np.broadcast_to(array, shape)
    same = np.ndarray(shape, array.dtype, array, strides=(0,) * len(shape))
    same.flags.writeable = False
    return same


def divided(numerator: ArrayLike, denominator: ArrayLike) -> NDArray[np.float64]:
    """Return the ratio, infinite where the denominator is 0: no warning, no sign without meaning.

    The shape is that of the numerator.
    """
    infinite = np.full(np.shape(numerator), np.inf)
    return np.divide(numerator, denominator, out=infinite, where=np.asarray(denominator) != 0)


def stack_spins(values: Iterable[NDArray[Scalar]]) -> NDArray[Scalar]:
    """Stack the values for sigma = up, down on a new first axis; the rule is in `Parameters`."""
    return np.stack(np.broadcast_arrays(*values))
