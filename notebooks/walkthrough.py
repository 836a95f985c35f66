# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From the Hamiltonian to the enhanced current
#
# T. Ludwig, I. S. Burmistrov, Y. Gefen, A. Shnirman, *A thermally driven spin-transfer-torque
# system far from equilibrium: enhancement of the thermoelectric current via pumping current*:
# the whole paper in one reading. Each section names its equations and computes them with the
# functions of `thermal_stt`; every number below is made while you look. Change one and run on.
#
# Units: $\hbar = k_B = e = 1$; currents are particle currents into the dot. The equations are
# those of the corrected text, see `docs/errata.md`.

# %%
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from thermal_stt import (
    charge_current,
    direction,
    distribution,
    hamiltonian,
    integration,
    kernel,
    phase_lines,
    precession,
    regime,
    relaxation,
    rotating_frame,
    scenario,
    slowness,
    spin_torque,
)

plt.rcdefaults()  # whatever the settings of an account
plt.rcParams.update({"figure.figsize": (6, 3.4), "figure.dpi": 110, "axes.grid": True})
plt.rcParams.update({"grid.alpha": 0.3, "font.size": 10, "svg.hashsalt": "walkthrough"})
STABLE, UNSTABLE = {"color": "#d7191c"}, {"color": "#1f3fbf", "linestyle": "dotted"}

root = next(path for path in Path.cwd().absolute().parents if (path / "config").is_dir())
paper = scenario.parse((root / "config/paper.yaml").read_bytes())
p = paper.parameters
print(f"Gamma_l = {p.gamma_left_up}, {p.gamma_left_down}; Gamma_r = {p.gamma_right}")
print(f"B = {p.field}, S = {p.spin}, M_0 = 2 J S = {p.magnetization}, C = {p.capacitance}")

# %% [markdown]
# ## 1. The system: a small magnet between two leads, eqs. (1)-(5)
#
# The dot has levels, an exchange energy $-J\,\mathbf{S}^2$, a charging energy and a Zeeman energy:
#
# $$ H_{dot} = H_0 - J\,\mathbf{S}^2 + E_c (N - N_0)^2 - B S_z $$
#
# For a dot small enough this can be diagonalized in Fock space. Two levels with two electrons: the
# exchange makes the triplet, $S = 1$, the ground state, and the field splits it. That is the small
# magnet. The paper's has $S$ of several hundred, so its direction is a classical variable.

# %%
levels, exchange, field = np.array([0.0, 0.1]), 0.4, 0.05
operators = hamiltonian.annihilators(2)
one_electron = hamiltonian.one_electron_hamiltonian(levels, [])
bare = hamiltonian.second_quantized(one_electron, operators)
total = bare + hamiltonian.interaction(
    operators, exchange=exchange, charging=5.0, background=2.0, field=field
)
energies, states = np.linalg.eigh(total)
spins = hamiltonian.spin_operators(operators)
square = sum(s @ s for s in spins)
for index in range(4):
    state = states[:, index]
    s2, sz = (np.vdot(state, operator @ state).real for operator in (square, spins[2]))
    print(f"E = {energies[index]:+.3f}   S(S+1) = {s2:.3f}   S_z = {sz:+.3f}")

# %% [markdown]
# ## 2. Into the rotating frame, eqs. (13)-(19) and (27)-(28)
#
# The magnetization points along $(\theta, \phi)$. A rotation $R$ makes it point along $z$ always;
# the price is the generator $Q = -i R^\dagger \dot R$. With the gauge of eq. (27),
# $\dot\chi = \dot\phi (1 - \cos\theta)$, its part along $z$ vanishes:

# %%
theta, phi, chi = 1.1, 0.4, 0.0
r = rotating_frame.rotation(theta, phi, chi)
m_sigma = np.array(
    [
        [np.cos(theta), np.sin(theta) * np.exp(-1j * phi)],
        [np.sin(theta) * np.exp(1j * phi), -np.cos(theta)],
    ]
)
print("R^dagger (m.sigma) R =", np.round((r.conj().T @ m_sigma @ r).real, 12).tolist())

phi_dot = -1.0
chi_dot = rotating_frame.gauge_rate(theta, phi_dot)
along, across = rotating_frame.frame_generator(theta, phi, chi, (0.0, phi_dot, chi_dot))
print("Q along z vanishes in the gauge of (27):", np.abs(along).max() < 1e-15)

# %% [markdown]
# ## 3. The regime and its time-scales, section IV B
#
# Everything that follows needs $\Gamma \ll B \ll T \ll M_0$ and a slow magnet, $S \gg 1$. The
# package says for a set of numbers where they are (here what needs no temperature). One does not
# hold: levels do not overlap; it is the temperature, $\rho T \geq 60$, that smooths their density.

# %%
for condition in regime.conditions_of_the_model(p):
    ratio, holds = float(condition.ratio), bool(condition.holds)
    print(f"{condition.symbol:14s} {ratio:8.2g}   holds: {holds}")
tau_m, tau_v = regime.times_of_deviations(p)
print(f"tau_Gamma = {regime.time_gamma(p):.3g}, tau_dV = {tau_v:.3g}, tau_dM = {tau_m:.3g}")
print(f"tau_theta = {regime.time_theta(p):.3g}: the direction is the slowest of all")

# %% [markdown]
# ## 4. Electrons on a precessing dot, eqs. (34)-(36), Fig. 2 (b)
#
# In the rotating frame the leads' electrons arrive with their spin turned and their energy shifted
# by $\omega_\pm = \dot\phi (1 \pm \cos\theta)/2$. So each lead makes two
# steps in the distribution on the dot, not one:
#
# $$ F_s^\sigma(\omega) = \frac{1}{\Gamma_\sigma(\theta)} \Big[ \cos^2\tfrac{\theta}{2}\,
# \big(\Gamma_l^\sigma F_l + \Gamma_r F_r\big)(\omega + \sigma\omega_-) + \sin^2\tfrac{\theta}{2}\,
# \big(\Gamma_l^{\bar\sigma} F_l + \Gamma_r F_r\big)(\omega - \sigma\omega_+) \Big] $$

# %%
omega = np.linspace(-3, 3, 601)
figure, axes = plt.subplots()
for d, color in ((-500.0, "#3b0f70"), (-1000.0, "#f58518")):
    cos_theta0 = precession.stationary_angle(p, d).cos_theta0
    for cold, style in ((0.1, "solid"), (2.0, "dashed")):
        hot = kernel.temperature_right(d, cold)
        up, _ = distribution.slow_occupation(p, cos_theta0, -p.field, omega, cold, hot)
        axes.plot(omega, up, color=color, linestyle=style, label=f"$d={d:g}$, $T_l={cold:g}$")
axes.set(xlabel=r"$\omega - \mu$", ylabel=r"$n_\uparrow(\omega)$", ylim=(0, 1))
axes.legend()
plt.show()

# %% [markdown]
# (Steps are seen only of a lead colder than the field, $T_l = 0.1$ here: outside the regime
# $B \ll T$, on purpose.) The distribution answers to the motion of the magnet. That is why, below,
# not only the temperatures but the precession itself exerts a torque and drives a current: the
# *hybrid* parts.
#
# ## 5. The torques, eqs. (43)-(50)
#
# The temperatures enter as one number, $d = \frac{\pi^2}{3} (T_l^2 - T_r^2)$. The equations of
# motion
#
# $$ \sin\theta\, \dot\phi = - \sin\theta\, B - \frac{\tilde g(\theta)}{S}\, \dot\theta, \qquad
# \sin\theta\, \dot\theta = \frac{\sin^2\theta}{S}
# \big[ \tilde g(\theta)\, \dot\phi - I_h^s - I_d^s \big] $$
#
# have a damping $\alpha(\theta) = \tilde g(\theta)/S$ that depends on the angle, a hybrid torque
# that works against the damping, and a thermal torque whose sign turns with that of $d$:
#
# $$ I_h^s = \frac{\Gamma_\Delta^2 \sin^2\theta}{\Gamma_\uparrow \Gamma_\downarrow}\, \tilde g\,
# \dot\phi, \qquad I_d^s = \frac{\Gamma_r \Gamma_\Delta}{\Gamma_\uparrow \Gamma_\downarrow}\,
# \tilde g'\, d $$
#
# with $\tilde g = (\rho_\Sigma \Gamma_\Sigma - \rho_\Delta \Gamma_\Delta \cos\theta)/2$, and
# $\tilde g'$ the same of the slopes $\rho'$.

# %%
cos_theta = np.linspace(-1, 1, 401)
figure, axes = plt.subplots()
for d, color in ((-1000.0, "#d7191c"), (0.0, "black"), (1000.0, "#1f3fbf")):
    rate = spin_torque.polar_rate(p, cos_theta, d)
    axes.plot(cos_theta, -rate * (1 - cos_theta**2), color=color, label=f"$d={d:g}$")
axes.axhline(0, color="0.5", linewidth=0.8)
axes.set(xlabel=r"$\cos\theta$", ylabel=r"$d\cos\theta/dt$")
axes.legend()
plt.show()

# %% [markdown]
# Where a curve crosses zero the torques balance. For $d = -1000$ it does so inside, coming from
# above: the magnet goes there from either side and precesses for ever.
#
# ## 6. Persistent precession, eq. (51), Fig. 2 (a)
#
# The balance of the torques gives the angle (eq. (51), whose printed form has other dimensions on
# its two sides):
#
# $$ \cos\theta_0 = \frac{\Gamma_\Sigma\, (\rho_\Sigma B + \lambda \rho'_\Sigma d)}{\Gamma_\Delta\,
# (\rho_\Delta B + \lambda \rho'_\Delta d)}, \qquad
# \lambda = \frac{\Gamma_r \Gamma_\Delta}{\Gamma_\Sigma^2 - \Gamma_\Delta^2} $$

# %%
d_0 = float(precession.d_0(p))
found = precession.fixed_points(p, np.linspace(-3 * d_0, 3 * d_0, 301))
rates = precession.growth_rate(p, found["d"], found["branch"], found["cos_theta0"])
figure, axes = plt.subplots()
for branch in ("north_pole", "south_pole", "precession"):
    for side in (-1, 1):
        for stable, look in ((True, STABLE), (False, UNSTABLE)):
            here = (found["branch"] == branch) & ((found["d"] >= 0) == (side > 0))
            here &= (rates < 0) == stable
            axes.plot(found["d"][here] / d_0, found["cos_theta0"][here], **look)
axes.set(xlabel="$d/d_0$", ylabel=r"$\cos\theta_0$")
plt.show()
print(f"d_0 = {d_0}")

# %% [markdown]
# Red is stable, blue dotted is not. Left of $-d_0$ the magnet leaves both poles, and the precession
# is stable; in the middle the magnet lies along the field; right of $d_0$ it may lie along the
# field or against it, and the precession separates the two.
#
# ## 7. The charge that flows meanwhile, eqs. (53)-(59), Fig. 3
#
# Three currents: the thermoelectric one, which flows through a magnet that stands still as well,
# the one that the precession pumps, and the hybrid one. What comes from the left goes to the right:

# %%
i = charge_current.charge_currents(p, found["cos_theta0"], found["d"])
print("I_l + I_r = 0:", np.abs(i.total_left + i.total_right).max() < 1e-13)

figure, axes = plt.subplots()
settled = (found["branch"] == "precession") & (found["d"] < 0)
for name in ("thermal", "hybrid", "pumping", "total"):
    current = getattr(i, f"{name}_left")[settled]
    axes.plot(found["d"][settled] / d_0, current, label=name)
axes.set(xlabel="$d/d_0$", ylabel=r"$I_{l \to \mathrm{dot}}$")
axes.legend(ncols=2, fontsize=8)
plt.show()

# %% [markdown]
# The current of a magnet that precesses is larger in size than that of one that stands still at the
# same angle: the pumped current *enhances* the thermoelectric one. By how much (the torque balance
# put into (59), for $\rho'_\Sigma = 0$):
#
# $$ 1 + \frac{\Gamma_\Delta^2 \sin^2\theta_0}{\Gamma_\Sigma^2 - \Gamma_\Delta^2} $$

# %%
for d in (-1.5 * d_0, -3 * d_0, -100 * d_0):
    cos_theta0 = precession.stationary_angle(p, d).cos_theta0
    one = charge_current.charge_currents(p, cos_theta0, d)
    ratio = one.total_left / one.total_left_without_precession
    formula = charge_current.enhancement(p, cos_theta0)
    print(f"d = {d / d_0:7.1f} d_0: enhancement {ratio:.6f}, by the formula {formula:.6f}")

# %% [markdown]
# ## 8. The way there, eq. (50)
#
# As a vector, $\mathbf m$ obeys a Landau-Lifshitz-Gilbert-Slonczewski equation. From near the north
# pole, at $d = -2 d_0$, it spirals out to its precession. (With a small $S$ here, so that the turns
# can be seen.)

# %%
lively = replace(p, spin=12.5, exchange=4.0)
path = direction.integrate_direction(lively, -2 * d_0, [0.15, 0.0, 1.0], 120.0, 3000)
figure, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.4))
left.plot(path[:, 0], path[:, 1], color="#d7191c", linewidth=0.7)
left.set(xlabel="$m_x$", ylabel="$m_y$", aspect="equal")
right.plot(np.linspace(0, 120, 3001), path[:, 2], color="#d7191c")
right.axhline(float(precession.stationary_angle(p, -2 * d_0).cos_theta0), color="0.5")
right.set(xlabel="$t$", ylabel="$m_z$")
figure.tight_layout()
plt.show()
print("|m| = 1 all the way:", np.abs(np.linalg.norm(path, axis=1) - 1).max() < 1e-13)

# %% [markdown]
# ## 9. Was it right to fix the length? Appendix A, eqs. (A9)-(A20)
#
# The length $M_0 + \delta M$ and the potential $V_{d0} + \delta V$ were held fixed. Let them go:
# with $1/\rho > J$ and $\rho \gg C$ they relax long before the direction moves. Their rates are the
# eigenvalues of the matrix in (A17)-(A18):

# %%
slow, fast = relaxation.relaxation_rates(p, 0.0)
print(f"delta_M: {slow:.4g}, delta_V: {fast:.4g}, direction: {-1 / regime.time_theta(p):.2g}")

times = integration.logarithmic_times(p, 1e4, 161)
figure, panels = plt.subplots(3, sharex=True, figsize=(6, 5))
for formulation, look in (
    ("recast", {"color": "#f2b233", "linewidth": 3.5}),
    ("populations", {"color": "#d7191c", "linewidth": 1.8}),
    ("retarded", {"color": "black", "linewidth": 1, "linestyle": "dotted"}),
):
    run = integration.integrate(p, -600.0, formulation, (1.2, 0.0, 2.0, 0.2), times)
    panels[0].semilogx(run.t[1:], run.delta_magnetization[1:], **look, label=formulation)
    panels[1].semilogx(run.t[1:], run.delta_potential[1:], **look)
    panels[2].semilogx(run.t[1:], run.theta[1:], **look)
for axes, label in zip(panels, (r"$\delta M$", r"$\delta V_d$", r"$\theta$"), strict=True):
    axes.set_ylabel(label)
panels[0].legend(fontsize=8)
panels[2].set_xlabel("$t$")
plt.show()

# %% [markdown]
# First the charge, then the spin, then the angle. `retarded` has the history integrals (A13)-(A14)
# as they stand, `populations` counts electrons of either spin: the same curves.
#
# ## 10. Was the magnet slow? Appendix B, eqs. (B23)-(B25)
#
# What turned a product of functions of two times into a product of functions of energy was that the
# magnet moves little during an electron's stay. Along the last run:

# %%
theta_dot, phi_dot, _, phi_ddot = run.rates()
found = slowness.criteria(p, run.theta, (theta_dot, phi_dot, phi_ddot), temperature=6.0)
for name, ratios in found._asdict().items():
    symbol, equation = slowness.CRITERIA[name]
    print(f"{symbol:28s} {equation}: at most {ratios.max():.2g}")

# %% [markdown]
# ## 11. Your turn
#
# Any parameter is a keyword. The functions broadcast: a family of models is one call. How far does
# the enhancement go if the left lead is polarized more strongly?

# %%
polarization = np.linspace(0, 0.98, 200)
family = replace(
    p, gamma_left_up=0.05 * (1 - polarization), gamma_left_down=0.05 * (1 + polarization)
)
figure, axes = plt.subplots()
for gamma_right in (0.005, 0.02, 0.08):
    best = charge_current.enhancement(replace(family, gamma_right=gamma_right), 0.0)
    axes.plot(polarization, best, label=rf"$\Gamma_r={gamma_right}$")
axes.set(xlabel="polarization of the left lead", ylabel=r"enhancement at $\theta_0 = \pi/2$")
axes.legend()
plt.show()

# %% [markdown]
# ## 12. And beyond
#
# Three things that the paper leaves to later, each a field of the parameters: a voltage
# $V = \mu_l - \mu_r$, an anisotropy $B_K$ (an energy $-B_K S \cos^2\theta/2$), and a damping
# $\alpha_0$ of the magnet's own. The torque balance becomes
#
# $$ \tilde g\,[B + B_K \cos\theta_0 + 2\lambda V] + \lambda \tilde g'\, d
#   + \alpha_0 S\,(B + B_K \cos\theta_0)\,
#   \frac{\Gamma_\uparrow \Gamma_\downarrow}{\Gamma_\Sigma^2 - \Gamma_\Delta^2} = 0. $$
#
# With the same density of states for both spins it is $\tilde g\,(b_1 + b_2 \cos\theta_0)$ without
# $\alpha_0$, with $b_1 = B + 2\lambda V$ and $b_2 = B_K + B\,d/d_0$: *a voltage acts as a field, a
# temperature as an anisotropy*.

# %%
for d, voltage, anisotropy in ((-2 * d_0, 0, 0), (-2 * d_0, 1, 0), (-d_0, 1, -1), (-3 * d_0, 0, 1)):
    changed = replace(p, voltage=voltage, anisotropy=anisotropy)
    b_1 = p.field + 2 * p.lambda_ * voltage
    b_2 = anisotropy + p.field * d / d_0
    cos_theta0 = precession.stationary_angle(changed, d).cos_theta0
    print(f"d = {d / d_0:4.1f} d_0, V = {voltage}, B_K = {anisotropy:2d}: ", end="")
    print(f"cos(theta_0) = {cos_theta0:.6f}, -b_1/b_2 = {-b_1 / b_2:.6f}")

# %% [markdown]
# No voltage alone makes the magnet of the paper precess: at $V = -B/(2\lambda)$ all angles are
# marginal at once, and it turns over. But one with an *easy plane* does, with
# $\dot\varphi = 2\lambda V$, a frequency that knows neither $B$ nor $B_K$:

# %%
for field, anisotropy in ((1.0, -3.0), (1.0, -5.0), (0.5, -3.0)):
    plane = replace(p, field=field, anisotropy=anisotropy, voltage=-4.0)
    cos_theta0 = precession.stationary_angle(plane, 0.0).cos_theta0
    frequency = precession.precession_frequency(plane, 0.0, "precession", cos_theta0)
    print(f"B = {field}, B_K = {anisotropy}: phi_dot = {frequency:.6f}", end=", ")
    print(f"2 lambda V = {2 * plane.lambda_ * plane.voltage:.6f}")

# %% [markdown]
# And its own damping? What that takes, the leads have to bring; the larger it is, the later the
# precession begins:

# %%
for own in (0.0, 1e-3, 2e-3):
    begins = precession.branch_points(replace(p, own_damping=own))[0] / d_0
    print(f"alpha_0 = {own}: precession beyond d = {begins:.3f} d_0")
print(f"the leads' own alpha: {spin_torque.gilbert_damping(p, 1.0):.2g}", end=", ")
print(f"alpha_0 at d = -3 d_0 at most {phase_lines.largest_own_damping(p, -3 * d_0):.2g}")

# %% [markdown]
# What remains: `make` computes all of it in tables, `docs/equations.md` leads from an equation to
# its function, and `make whatif FIG=fig3 SET="tunneling_rates.right=0.03"` draws your own question
# over the published answer.
