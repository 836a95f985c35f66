"""The slips of the paper: misprints, inconsistencies with itself, and matters of notation."""

from thermal_stt.paper.entries import Erratum

_MISPRINT, _INCONSISTENCY, _NOTATION = "misprint", "inconsistency", "notation"

ERRATA = (
    Erratum(
        where="(14)",
        equations=("14",),
        kind=_MISPRINT,
        printed=r"R = e^{-i\frac{\phi}{2}\sigma_z} e^{-i\frac{\theta}{2}\sigma_y} "
        r"e^{i\frac{\phi-\chi}{2}\sigma_x}",
        right=r"R = e^{-i\frac{\phi}{2}\sigma_z} e^{-i\frac{\theta}{2}\sigma_y} "
        r"e^{i\frac{\phi-\chi}{2}\sigma_z}",
        reason="A last turn about x takes m off the z axis again; about z it is the gauge freedom, "
        "and Q is the printed sum of Q_parallel and Q_perpendicular.",
        proof="last_factor_of_the_rotation",
    ),
    Erratum(
        where="(18)",
        equations=("18",),
        kind=_MISPRINT,
        printed=r"+\frac{\delta M_0^q}{2}\frac{\sigma_z}{2} - \frac{\delta V_{d0}^q}{2}",
        right=r"\pm\frac{\delta M_0^q}{2}\frac{\sigma_z}{2} \mp \frac{\delta V_{d0}^q}{2}",
        reason="By (16)-(17) what is left has opposite signs on the upper and the lower branch; in "
        "the (c, q) basis of (20) it is the quantum component.",
        proof="zero_modes_on_both_branches",
    ),
    Erratum(
        where="below (19)",
        equations=(),
        kind=_MISPRINT,
        printed=r"\tilde Q_\perp = e^{-i\frac{\sigma_z}{2}} Q_\perp e^{i\frac{\sigma_z}{2}}",
        right=r"\tilde Q_\perp = e^{-i\eta\frac{\sigma_z}{2}} Q_\perp e^{i\eta\frac{\sigma_z}{2}}",
        reason="The phase of (15) is eta.",
        proof="phase_of_the_rotated_generator",
    ),
    Erratum(
        where="before (50)",
        equations=(),
        kind=_MISPRINT,
        printed=r"\Gamma_\sigma(\theta) = \Gamma_l^\uparrow \cos^2\frac{\theta}{2} "
        r"+ \Gamma_l^\downarrow \sin^2\frac{\theta}{2} + \Gamma_r",
        right=r"\Gamma_\sigma(\theta) = \Gamma_l^\sigma \cos^2\frac{\theta}{2} "
        r"+ \Gamma_l^{\bar\sigma} \sin^2\frac{\theta}{2} + \Gamma_r",
        reason="Restated without the sigma that it has below (35); both spins would be alike.",
        proof="broadening_of_the_other_spin",
    ),
    Erratum(
        where="(51)",
        equations=("51",),
        kind=_MISPRINT,
        printed=r"\cos\theta_0 = \frac{\Gamma_\Sigma \rho_\Sigma B + \lambda \rho'_\Sigma d}"
        r"{\Gamma_\Delta \rho_\Delta B + \lambda \rho'_\Delta d}",
        right=r"\cos\theta_0 = \frac{\Gamma_\Sigma (\rho_\Sigma B + \lambda \rho'_\Sigma d)}"
        r"{\Gamma_\Delta (\rho_\Delta B + \lambda \rho'_\Delta d)}",
        reason="The brackets are lost; the printed terms differ in dimension. d_0 as printed "
        "agrees with the right form.",
        proof="torque_balance",
    ),
    Erratum(
        where="below (54)",
        equations=(),
        kind=_MISPRINT,
        printed=r"I_{h,r}^{\sigma\sigma'} = -\rho_\sigma \Gamma_l^{\sigma'} "
        r"\frac{\Gamma_\Delta}{\Gamma_\sigma(\theta_0)} \sin^2\theta_0 B",
        right=r"I_{h,l}^{\sigma\sigma'} = -\rho_\sigma \Gamma_l^{\sigma'} "
        r"\frac{\Gamma_\Delta}{\Gamma_\sigma(\theta_0)} \sin^2\theta_0 B",
        reason="Two currents under one name; with the left lead's rates it is the left lead's.",
        proof="one_name_for_two_currents",
    ),
    Erratum(
        where="(A7), (A23)",
        equations=("A7", "A23"),
        kind=_MISPRINT,
        printed=r"\left[R_k^\dagger \Sigma R_k\right]_{\sigma\sigma'}",
        right=r"\left[R_k^\dagger \Sigma R_k\right]_{\sigma\sigma}",
        reason="It stands between two functions of the dot's spin sigma; sigma' belongs to the "
        "lead's self-energy alone. (A24) has it right.",
        proof="spin_index_of_the_inner_self_energy",
    ),
    Erratum(
        where="(A21)",
        equations=("A21",),
        kind=_INCONSISTENCY,
        printed=r"\frac{M_0}{2J} = S",
        right=r"\frac{M_0 - B\cos\theta}{2J} = S",
        reason="(A3) has the term B cos(theta) delta_M_q/2J, whose zero mode (A21) drops: the "
        "field adds to what magnetises the dot. Of the order 1/S, enhanced by the Stoner factor.",
        proof="field_in_the_self_consistency",
    ),
    Erratum(
        where="footnote 34",
        equations=(),
        kind=_MISPRINT,
        printed=r"\mu \mp \frac{M_0}{2} + V_{d0}",
        right=r"\mu \pm \frac{M_0}{2} - V_{d0}",
        reason="A level at e lies at e + V_d0 - sigma M_0/2, so mu meets the band at the energy "
        "shifted the other way; below (40) the shift has the right sign.",
        proof="shift_of_the_fermi_energy",
    ),
    Erratum(
        where="(B1)",
        equations=("B1",),
        kind=_MISPRINT,
        printed=r"(R_k^\dagger)_{\sigma\sigma'}(t)\, \Sigma_{\sigma'}(t-t')\, "
        r"R_{k\sigma'\sigma''}(t)",
        right=r"(R_k^\dagger)_{\sigma\sigma'}(t)\, \Sigma_{\sigma'}(t-t')\, "
        r"R_{k\sigma'\sigma''}(t')",
        reason="The rotation on the right acts at the earlier time, as in (B2).",
        proof="time_of_the_second_rotation",
    ),
    Erratum(
        where="(B5)",
        equations=("B5",),
        kind=_MISPRINT,
        printed=r"\sin^2\frac{\theta}{2}\, \Sigma_{\bar\sigma}(\omega + \sigma\omega_+)",
        right=r"\sin^2\frac{\theta}{2}\, \Sigma^K_{\bar\sigma}(\omega + \bar\sigma\omega_+)",
        reason="The shift has the lead's spin, as in (36); and it is the Keldysh part.",
        proof="sign_of_the_crossed_shift",
    ),
    Erratum(
        where="(B7)",
        equations=("B7",),
        kind=_MISPRINT,
        printed=r"e^{i[\omega\bar t - \ldots]}",
        right=r"e^{i[\omega\tilde t - \ldots]}",
        reason="The transform is in the difference of the times.",
        proof="phase_of_the_wigner_transform",
    ),
    Erratum(
        where="(B7), and before it",
        equations=("B7",),
        kind=_MISPRINT,
        printed=r"\tilde g\left(\frac{\bar t + \frac{\tilde t}{2} - t'}{2}, \omega'\right), "
        r"\quad \tilde g\left(\frac{t + t''}{2}, t - t'\right)",
        right=r"\tilde g\left(\frac{\bar t + \frac{\tilde t}{2} + t'}{2}, \omega'\right), "
        r"\quad \tilde g\left(\frac{t + t'}{2}, t - t'\right)",
        reason="g stands at the mean of its own two times.",
        proof="mean_time_of_the_first_factor",
    ),
    Erratum(
        where="(B9)",
        equations=("B9",),
        kind=_MISPRINT,
        printed=r"\exp\left[-\frac{i}{2}(\partial_{\bar t}^{h} \partial_\omega^{g} "
        r"+ \partial_{\bar t}^{g} \partial_\omega^{h})\right]",
        right=r"\exp\left[-\frac{i}{2}(\partial_{\bar t}^{\bar h} \partial_\omega^{g} "
        r"+ \partial_{\bar t}^{g} \partial_\omega^{h})\right]",
        reason="A bar, a factor -1, on the time derivative of h: (B8) displaces h back in time. "
        "The example below (B10) has a second bar, on its frequency derivative, but is written out "
        "right.",
        proof="bar_of_two_factors",
    ),
    Erratum(
        where="(B12), (B18)",
        equations=("B12", "B18"),
        kind=_MISPRINT,
        printed=r"\partial_{\bar t}^{\bar h\bar k}\partial_\omega^{\bar g} "
        r"+ \partial_{\bar t}^{\bar g\bar k}\partial_\omega^{\bar h} "
        r"+ \partial_{\bar t}^{\bar g\bar h}\partial_\omega^{\bar k}",
        right=r"\partial_{\bar t}^{\bar h\bar k}\partial_\omega^{g} "
        r"+ \partial_{\bar t}^{g\bar k}\partial_\omega^{h} "
        r"+ \partial_{\bar t}^{gh}\partial_\omega^{k}",
        reason="A factor is displaced back by those before it and forward by those behind it, "
        "(B11); no bar belongs on a frequency derivative. (B18) is the same with R, K, A.",
        proof="bars_of_three_factors",
    ),
    Erratum(
        where="(B24)",
        equations=("B24",),
        kind=_MISPRINT,
        printed=r"1 \gg \frac{\dot\phi}{T\,\Gamma_\sigma(\theta)}",
        right=r"1 \gg \frac{\dot\omega_\pm}{T\,\Gamma_\sigma(\theta)} "
        r"\sim \frac{\ddot\phi}{T\,\Gamma_\sigma(\theta)}",
        reason="Printed it is one over an energy. What has to be slow is the shift of the "
        "distribution, whose rate is d omega_pm/dt.",
        proof="dimension_of_the_shifts_criterion",
    ),
    Erratum(
        where="(20)",
        equations=("20",),
        kind=_NOTATION,
        printed=r"G^{-1}",
        right=r"G_c^{-1}",
        reason="The classical Green's function of (21), in which (22)-(26) are written.",
        proof="",
    ),
    Erratum(
        where="below (54)",
        equations=(),
        kind=_NOTATION,
        printed=r"I_p^l = g_l^s \sin^2\theta_0 B",
        right=r"g_l^s = \rho_\Sigma \Gamma_\Delta",
        reason="The spin conductance is not defined; (57) says what it is.",
        proof="",
    ),
    Erratum(
        where="(59)",
        equations=("59",),
        kind=_NOTATION,
        printed=r"I_{l \to d}",
        right=r"I_{l \to \mathrm{dot}}",
        reason="The current of (53).",
        proof="",
    ),
    Erratum(
        where="(A10), (A16)",
        equations=("A10", "A16"),
        kind=_NOTATION,
        printed=r"I_D^s(\theta)",
        right=r"I_d^s(\theta)",
        reason="The thermal torque of (49).",
        proof="",
    ),
    Erratum(
        where="footnote 36",
        equations=(),
        kind=_NOTATION,
        printed=r"\mathcal{O}(\tfrac{1}{8})",
        right=r"\mathcal{O}(\tfrac{1}{S})",
        reason="What is disregarded everywhere is of the order 1/S.",
        proof="",
    ),
)
