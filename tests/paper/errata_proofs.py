"""A proof for each slip of the paper: what is left of an identity, for its printed and right form.

Each function takes "printed" or "right" and returns a number that is 0, up to rounding or the steps
of a quadrature, where the form is true.  `test_errata` demands that of the right form, and much
more of the printed one.  The right form is the one that the package holds.
"""

import numpy as np
from scipy.linalg import expm
from test_contour import gauged
from test_gradient_expansion import shifted

from models import one_of, random_parameters
from thermal_stt import charge_current
from thermal_stt.effective_action import decoupling, rotating_frame, self_energy
from thermal_stt.effective_action import gradient_expansion as ge
from thermal_stt.effective_action.hamiltonian import PAULI
from thermal_stt.electrons import distribution, slowness
from thermal_stt.full_dynamics import memory
from thermal_stt.magnet import kernel, precession
from thermal_stt.mean_field.bands import Band

THETA, PHI, CHI = 1.1, 0.7, 0.4
MODEL = one_of(random_parameters(71, 1), 0)
PROOFS = {}


def proof(function):
    """Enter a proof under its name."""
    PROOFS[function.__name__] = function
    return function


def size(residual, scale):
    """The largest element, over the scale of what should cancel."""
    return float(np.max(np.abs(residual)) / np.max(np.abs(scale)))


@proof
def last_factor_of_the_rotation(form):
    """(14): R^dagger (m.sigma) R is sigma_z."""
    r = rotating_frame.rotation(THETA, PHI, CHI)
    if form == "printed":
        x, y, z = PAULI
        r = expm(-0.5j * PHI * z) @ expm(-0.5j * THETA * y) @ expm(0.5j * (PHI - CHI) * x)
    m = [np.sin(THETA) * np.cos(PHI), np.sin(THETA) * np.sin(PHI), np.cos(THETA)]
    return size(r.conj().T @ np.tensordot(m, PAULI, 1) @ r - PAULI[2], 1.0)


@proof
def zero_modes_on_both_branches(form):
    """(18): the generating function is the same in the frame D and in the laboratory."""
    z, expected = gauged((lambda branch: 1) if form == "printed" else (lambda branch: branch))
    return size(z - expected, expected)


@proof
def phase_of_the_rotated_generator(form):
    """Below (19): Q~_perp is U^dagger Q_perp U."""
    _, across = rotating_frame.frame_generator(THETA, PHI, CHI, (0.3, -1.2, 0.1))
    eta = 0.6
    u = rotating_frame.phase_transformation(eta, 0.0)
    angle = 1.0 if form == "printed" else eta
    half = np.diag(np.exp(0.5j * angle * np.array([1, -1])))
    return size(half.conj().T @ across @ half - u.conj().T @ across @ u, across)


@proof
def broadening_of_the_other_spin(form):
    """Before (50): Gamma_sigma(theta) is -Im of the rotated self-energy, of either spin."""
    ours = distribution.level_broadening(MODEL, np.cos(THETA))
    if form == "printed":
        ours = ours[[0, 0]]  # without sigma on Gamma_l both spins have that of up
    exact = -np.diag(self_energy.rotated_retarded(MODEL, THETA)).imag
    return size(ours - exact, exact)


@proof
def torque_balance(form):
    """(51): at theta_0 the bracket of (47) vanishes, with phi_dot = -B."""
    p = random_parameters(5, 200)
    d = np.random.default_rng(5).normal(0, 2000, 200)
    angle = precession.stationary_angle(p, d)
    c = angle.cos_theta0
    if form == "printed":
        above = p.gamma_sum * p.rho_sum * p.field + p.lambda_ * p.rho_slope_sum * d
        below = p.gamma_delta * p.rho_delta * p.field + p.lambda_ * p.rho_slope_delta * d
        c = np.clip(above / below, -1, 1)
    pairs = kernel.retarded_kernel(p, c, -p.field, d, 0.0)
    torque = (pairs[:, 0] - pairs[:, 1]).sum(axis=0) / 4  # I_s
    g = kernel.conductance(p)
    g = (g[0, 0] + g[1, 1]) / 4 * (1 - c) / 2 + (g[0, 1] + g[1, 0]) / 4 * (1 + c) / 2
    return size((g * -p.field - torque)[angle.exists], (g * p.field)[angle.exists])


@proof
def one_name_for_two_currents(form):
    """Below (54): the hybrid currents with Gamma_l are those of the left lead, (56)."""
    c, p = np.cos(THETA), MODEL
    i = charge_current.charge_currents(p, c, 300.0)
    gammas = distribution.level_broadening(p, c)
    left = 0.0
    for k, rho in enumerate((p.rho_up, p.rho_down)):
        for j, rate in enumerate((p.gamma_left_up, p.gamma_left_down)):
            weight = (1 + c) / 2 if k == j else (1 - c) / 2
            pump = p.gamma_delta / gammas[k] * (1 - c**2) * p.field
            left = left - weight * rho * rate * pump
    claimed = i.hybrid_right if form == "printed" else i.hybrid_left
    return size(left - claimed, left)


@proof
def time_of_the_second_rotation(form):
    """(B1): its spin-diagonal part is (B2), at times t and t'."""
    chi_dot = rotating_frame.gauge_rate(THETA, -1.0)
    now, before = (rotating_frame.rotation(THETA, -t, chi_dot * t) for t in (0.9, 0.2))
    bare = np.array([0.4 - 0.3j, 0.1 + 0.6j])
    whole = self_energy.rotate(now, now if form == "printed" else before, bare)
    minus, plus = distribution.dynamic_shifts(-1.0, np.cos(THETA))
    diagonal = self_energy.rotated_diagonal(THETA, THETA, minus * 0.7, plus * 0.7, bare)
    return size(np.diag(whole) - diagonal, bare)


@proof
def sign_of_the_crossed_shift(form):
    """(B5): it is -2i Gamma_sigma F_s with the F_s of (36)."""
    leads, omega, phi_dot = (0.3, 0.5), np.linspace(-1, 1, 9), -1.0
    c = np.cos(THETA)
    gamma = distribution.level_broadening(MODEL, c)[0]
    exact = -2j * gamma * distribution.slow_distribution(MODEL, c, phi_dot, omega, *leads)[0]
    if form == "right":
        ours = self_energy.rotated_keldysh(MODEL, THETA, phi_dot, omega, *leads)[:, 0, 0]
    else:
        minus, plus = distribution.dynamic_shifts(phi_dot, c)
        bare = [
            self_energy.lead_self_energy_keldysh(MODEL, omega + shift, *leads)
            for shift in (minus, plus)
        ]
        ours = (1 + c) / 2 * bare[0][0] + (1 - c) / 2 * bare[1][1]
    return size(ours - exact, exact)


def transform(phase, mean_of_g):
    """The integral (B7) over t~ and t', frequencies done: Gaussians of mean time and difference."""

    def bell(mean, apart, centre):
        return np.exp(-((mean - centre) ** 2) / 18 - apart**2 / 2)

    mean_time, omega = 0.8, 0.6
    t = np.arange(-12, 12.001, 0.1)
    difference, between = t[:, None], t[None, :]
    g = bell(mean_of_g(mean_time, difference, between), mean_time + difference / 2 - between, 1.0)
    h = bell((between + mean_time - difference / 2) / 2, between - mean_time + difference / 2, -0.5)
    total = np.sum(np.exp(1j * omega * phase(mean_time, difference)) * g * h) * 0.01

    def one(centre):
        return lambda a, b: bell((a + b) / 2, a - b, centre)

    def convolved(a, b):
        return 0.1 * np.sum(one(1.0)(a[:, None], t) * one(-0.5)(t, b[:, None]), axis=1)

    exact = ge.wigner_transform(convolved, mean_time, np.array([omega]), 12.0, 241)[0]
    return size(total - exact, exact)


def mean_of_t_and_t_prime(mean_time, difference, between):
    return (mean_time + difference / 2 + between) / 2


@proof
def phase_of_the_wigner_transform(form):
    """(B7): the Fourier transform is in the difference t~, not in the mean time."""
    printed = form == "printed"
    return transform(lambda mean, apart: mean if printed else apart, mean_of_t_and_t_prime)


@proof
def mean_time_of_the_first_factor(form):
    """(B7): g stands at the mean of t and t'."""
    if form == "right":
        return transform(lambda _, apart: apart, mean_of_t_and_t_prime)
    return transform(
        lambda _, apart: apart, lambda mean, apart, between: (mean + apart / 2 - between) / 2
    )


def first_order_of_waves(exponents, signs):
    """-(i/2) sum of signs[i, j] d_t^i d_omega^j on plane waves exp(i a t + i b omega)."""
    total = 0.0
    for (i, j), sign in signs.items():
        total += -0.5j * sign * (1j * exponents[i][0]) * (1j * exponents[j][1])
    return total


def plane_waves(form, factors, expand):
    """The first order of the exponential against the exact phase, as a Moyal product has it."""
    exponents = np.random.default_rng(3).normal(size=(factors, 2)) * 1e-3
    exact = np.log(shifted(exponents))
    if form == "printed":  # no bar, or a bar on both: every sign is +
        signs = {(i, j): 1 for i in range(factors) for j in range(factors) if i != j}
        first = first_order_of_waves(exponents, signs)
    else:
        waves = [lambda m, n, a=a, b=b: (1j * a) ** m * (1j * b) ** n for a, b in exponents]
        first = expand(*waves, 1) - expand(*waves, 0)
    return size(first - exact, exact)


@proof
def bar_of_two_factors(form):
    """(B9): the exponential on plane waves, whose product is known."""
    return plane_waves(form, 2, ge.product)


@proof
def bars_of_three_factors(form):
    """(B12), and (B18) with R, K, A: the same with three waves."""
    return plane_waves(form, 3, ge.product_of_three)


@proof
def dimension_of_the_shifts_criterion(form):
    """(B24): a number does not change when every energy is ten times as large."""
    values = []
    for scale in (1.0, 10.0):
        rates = (scale * np.array([0.01, 0.09, 0.02])).tolist()
        p = one_of(random_parameters(1, 1), 0)
        p = type(p)(
            **{
                name: getattr(p, name)
                for name in type(p).__dataclass_fields__
                if not name.startswith("gamma")
            },
            gamma_left_up=rates[0],
            gamma_left_down=rates[1],
            gamma_right=rates[2],
        )
        phi_dot, phi_ddot, temperature = -scale, 0.02 * scale**2, 3.0 * scale
        if form == "printed":
            gamma = distribution.level_broadening(p, np.cos(THETA)).min()
            values.append(phi_dot / (temperature * gamma))
        else:
            motion = (0.001 * scale, phi_dot, phi_ddot)
            values.append(slowness.criteria(p, THETA, motion, temperature).shift_in_lifetime)
    return size(values[1] - values[0], values[0])


@proof
def spin_index_of_the_inner_self_energy(form):
    """(A7), (A23): G_s X G_s of a spin-diagonal G_s has the element (sigma, sigma) of X."""
    rng = np.random.default_rng(2)
    retarded = [np.tril(rng.normal(size=(6, 6)) + 1j * rng.normal(size=(6, 6))) for _ in range(2)]
    keldysh = [rng.normal(size=(6, 6)) + 1j * rng.normal(size=(6, 6)) for _ in range(2)]
    x_r, x_k = rng.normal(size=(2, 2, 2, 6, 6))
    x_r = np.tril(x_r)
    zero = np.zeros((6, 6))
    # both spins in one matrix, times inside
    whole_r = np.block([[retarded[0], zero], [zero, retarded[1]]])
    whole_k = np.block([[keldysh[0], zero], [zero, keldysh[1]]])
    change_r, change_k = np.block([[*x_r[0]], [*x_r[1]]]), np.block([[*x_k[0]], [*x_k[1]]])
    advanced = whole_r.conj().T
    exact = whole_r @ change_r @ whole_k + whole_r @ change_k @ advanced
    exact = (exact + whole_k @ change_r.conj().T @ advanced)[:6, :6]
    lead = 1 if form == "printed" else 0  # sigma' = down, sigma = up
    _, ours = memory.green_function_correction(retarded[0], keldysh[0], x_r[0, lead], x_k[0, lead])
    return size(ours - exact, exact)


@proof
def field_in_the_self_consistency(form):
    """(A21): the action (12) is stationary in the length of M, with S from tr ln."""
    exchange, field, spin, step = 0.08, 1.0, 40.0, 1e-4
    m_0 = 2 * exchange * spin + (0.0 if form == "printed" else field * np.cos(THETA))
    direction = np.array([np.sin(THETA), 0.0, np.cos(THETA)])

    def action(length):
        fields = decoupling.field_action(
            length * direction, 0.0, [0, 0, field], exchange=exchange, capacitance=1.0, background=0
        )
        return fields + length * spin  # tr ln gives S for each unit of M/2, up and down

    slope = (action(m_0 + step) - action(m_0 - step)) / (2 * step)
    return size(slope, spin)


@proof
def shift_of_the_fermi_energy(form):
    """Footnote 34: the density below (40) at omega = mu is the band's at this energy."""
    # a band that is not symmetric, else the sign would not matter
    one = Band("table", 10.0, 50.0, ((-1.0, 1.0), (0.2, 1.0)))
    m_0, v_0, gamma = 4.0, 1.5, 1e-7
    levels = np.linspace(-10, 10, 4001)
    found, claimed = [], []
    for sigma in (1, -1):
        # the sum over levels of (40), xi = e + V_d0 - sigma M_0/2, with a width of many spacings
        width = 0.05
        xi = levels + v_0 - sigma * m_0 / 2
        weights = one.density(levels) * (levels[1] - levels[0])
        found.append(np.sum(weights * width / np.pi / (xi**2 + width**2)))
        at = sigma * m_0 / 2 - v_0
        claimed.append(float(one.broadened_density(-at if form == "printed" else at, gamma)))
    return size(np.subtract(found, claimed), found)
