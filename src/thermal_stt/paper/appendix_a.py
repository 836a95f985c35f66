"""Eqs. (A1) to (A25): the full dynamics."""

from thermal_stt.paper.entries import Equation, Section

_SYMBOLIC, _ROUND_OFF, _INTEGRAL = "symbolic identity", "round-off identity", "energy integral"
_EXACT, _LIMIT, _DEFINITION = "exact solution", "limit", "definition"

# fmt: off
APPENDIX_A = (
    Section("A 1: additional contributions to the action", (
    Equation("A1", "slow part and its correction", "contour.expand_green_function",
             _LIMIT, "contour.expansion_in_the_difference_of_self_energies"),
    Equation("A2", "correction by the phases", "memory.green_function_correction",
             _LIMIT, "memory.TestInTime.correction_is_the_first_order_of_the_inverse"),
    Equation("A3", "action of fields, with deviations", "decoupling.field_action_expanded",
             _ROUND_OFF, "decoupling.expansion_of_the_fields_action_is_exact"),
    Equation("A4", "retarded action with the phases", "action.kernel_lagrangian",
             _ROUND_OFF, "action.variation_with_deviations_is_that_of_a9_to_a12"),
    Equation("A5", "kernel of the whole function", "memory.kernel_in_time",
             _DEFINITION, "memory.TestInTime.kernel_of_one_level_is_that_of_its_green_functions"),
    Equation("A6", "kernel by the phases", "memory.rotated_phase",
             _INTEGRAL, "memory.TestInTime.kernel_in_time_is_the_exponential_memory"),
    Equation("A7", "four terms of that kernel", "memory.green_function_correction",
             _LIMIT, "memory.TestInTime.correction_is_the_first_order_of_the_inverse"),
    Equation("A8", "kernel: an exponential memory", "memory.memory_kernel",
             _INTEGRAL, "memory.kernel_is_the_energy_integral_at_every_frequency"),
    )),
    Section("A 2: quasi-classical equations of motion", (
    Equation("A9", "precession about the field", "retarded.Retarded",
             _ROUND_OFF, "action.variation_with_deviations_is_that_of_a9_to_a12"),
    Equation("A10", "angle, with deviations and memory", "retarded.Retarded",
             _ROUND_OFF, "action.variation_with_deviations_is_that_of_a9_to_a12"),
    Equation("A11", "length of the magnetization, memory", "retarded.Retarded",
             _ROUND_OFF, "action.variation_with_deviations_is_that_of_a9_to_a12"),
    Equation("A12", "potential, with memory", "retarded.Retarded",
             _ROUND_OFF, "action.variation_with_deviations_is_that_of_a9_to_a12"),
    Equation("A13", "history of the potential", "retarded.Retarded",
             _INTEGRAL, "dynamics.retarded_takes_the_printed_integrals_literally"),
    Equation("A14", "history of the length", "retarded.Retarded",
             _INTEGRAL, "dynamics.retarded_takes_the_printed_integrals_literally"),
    Equation("A15", "precession about the field", "formulations.Recast",
             _ROUND_OFF, "dynamics.slow_formulation_is_that_of_the_equations_of_motion"),
    Equation("A16", "angle, with deviations, no memory", "relaxation.deviation_torque",
             _SYMBOLIC, "relaxation.laplace_transform_recasts_the_history_symbolically"),
    Equation("A17", "length relaxes, memory eliminated", "relaxation.relaxation_matrix",
             _SYMBOLIC, "relaxation.laplace_transform_recasts_the_history_symbolically"),
    Equation("A18", "potential relaxes, memory eliminated", "relaxation.relaxation_matrix",
             _SYMBOLIC, "relaxation.laplace_transform_recasts_the_history_symbolically"),
    Equation("A19", "length alone, equal spins", "relaxation.relaxation_rates",
             _ROUND_OFF, "relaxation.special_case_of_equal_densities_and_rates"),
    Equation("A20", "potential alone, equal spins", "relaxation.relaxation_rates",
             _ROUND_OFF, "relaxation.special_case_of_equal_densities_and_rates"),
    )),
    Section("A 3: zero-mode equations", (
    Equation("A21", "magnetization from its own spin", "zero_modes.solve",
             _EXACT, "zero_modes.closed_form_of_the_semicircle"),
    Equation("A22", "potential from its own charge", "zero_modes.solve",
             _INTEGRAL, "zero_modes.self_consistency_against_frequency_integrals"),
    )),
    Section("A 4: calculation of the correction to the kernel", (
    Equation("A23", "kernel in Wigner coordinates", "memory.memory_spectrum",
             _ROUND_OFF, "memory.spectrum_of_a24_is_the_product_of_its_factors"),
    Equation("A24", "kernel with slow functions", "memory.memory_spectrum",
             _SYMBOLIC, "memory.frequency_integral_of_a24_by_residues"),
    Equation("A25", "levels filled by a shift", "memory.filled_by_shift",
             _INTEGRAL, "memory.filling_by_a_shift_is_that_of_any_distribution"),
    )),
)
# fmt: on
