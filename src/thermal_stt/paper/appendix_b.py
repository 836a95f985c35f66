"""Eqs. (B1) to (B25): slow coordinates."""

from thermal_stt.paper.entries import Equation, Section

_SYMBOLIC, _ROUND_OFF, _INTEGRAL = "symbolic identity", "round-off identity", "energy integral"
_EXACT, _LIMIT, _DEFINITION = "exact solution", "limit", "definition"

# fmt: off
APPENDIX_B = (
    Section("B 1: slowly rotated self-energy", (
    Equation("B1", "rotated self-energy at two times", "self_energy.rotate",
             _ROUND_OFF, "self_energy.rotated_self_energy_in_time"),
    Equation("B2", "its spin-diagonal part", "self_energy.rotated_diagonal",
             _INTEGRAL, "self_energy.rotated_self_energy_in_time"),
    Equation("B3", "retarded, spin-diagonal", "self_energy.rotated_retarded",
             _ROUND_OFF, "self_energy.rotated_retarded_part"),
    Equation("B4", "retarded, spin-off-diagonal", "self_energy.rotated_retarded",
             _ROUND_OFF, "self_energy.rotated_retarded_part"),
    Equation("B5", "Keldysh, spin-diagonal, two shifts", "self_energy.rotated_keldysh",
             _INTEGRAL, "self_energy.rotated_keldysh_part_is_a_fourier_integral"),
    Equation("B6", "Keldysh, spin-off-diagonal", "self_energy.rotated_keldysh",
             _INTEGRAL, "self_energy.rotated_keldysh_part_is_a_fourier_integral"),
    )),
    Section("B 2: gradient expansion", (
    Equation("B7", "Wigner transform of a convolution", "gradient_expansion.wigner_transform",
             _INTEGRAL, "gradient_expansion.wigner_transform_of_a_gaussian"),
    Equation("B8", "two factors at displaced times", "gradient_expansion.product",
             _EXACT, "gradient_expansion.expansion_of_plane_waves_is_the_series_of_a_phase"),
    Equation("B9", "two factors: an exponential", "gradient_expansion.product",
             _LIMIT, "gradient_expansion.each_order_is_right_to_the_next_power_of_slowness"),
    Equation("B10", "two factors, zeroth order", "gradient_expansion.product",
             _LIMIT, "gradient_expansion.each_order_is_right_to_the_next_power_of_slowness"),
    Equation("B11", "three factors at displaced times", "gradient_expansion.product_of_three",
             _EXACT, "gradient_expansion.plane_waves_by_the_delta_functions_of_their_times"),
    Equation("B12", "three factors: an exponential", "gradient_expansion.product_of_three",
             _EXACT, "gradient_expansion.expansion_of_polynomials_is_a_product_of_operators"),
    Equation("B13", "three factors, zeroth order", "gradient_expansion.product_of_three",
             _LIMIT, "gradient_expansion.each_order_is_right_to_the_next_power_of_slowness"),
    )),
    Section("B 3: slow Green's function and criteria", (
    Equation("B14", "slow Green's function by inversion", "distribution.keldysh_in_time",
             _ROUND_OFF, "distribution.keldysh_function_is_the_block_of_the_inverse"),
    Equation("B15", "retarded inversion in time", "distribution.keldysh_in_time",
             _ROUND_OFF, "distribution.keldysh_function_is_the_block_of_the_inverse"),
    Equation("B16", "retarded inversion by gradients", "gradient_expansion.product",
             _SYMBOLIC, "slowness.corrections_to_the_retarded_function"),
    Equation("B17", "Keldysh function from three factors", "distribution.keldysh_in_time",
             _ROUND_OFF, "distribution.keldysh_function_is_the_block_of_the_inverse"),
    Equation("B18", "Keldysh function by gradients", "gradient_expansion.product_of_three",
             _LIMIT, "slowness.criteria_bound_the_correction_to_the_distribution"),
    Equation("B19", "retarded, zeroth order", "distribution.retarded_green_function",
             _SYMBOLIC, "slowness.corrections_to_the_retarded_function"),
    Equation("B20", "Keldysh, zeroth order", "distribution.keldysh_green_function",
             _ROUND_OFF, "slowness.criteria_bound_the_correction_to_the_distribution"),
    Equation("B21", "retarded, first order vanishes", "slowness.retarded_second_order",
             _SYMBOLIC, "slowness.corrections_to_the_retarded_function"),
    Equation("B22", "retarded, second order", "slowness.retarded_second_order",
             _SYMBOLIC, "slowness.corrections_to_the_retarded_function"),
    Equation("B23", "angle slow against the life-time", "slowness.criteria",
             _LIMIT, "slowness.slowness_is_one_over_s"),
    Equation("B24", "shifts slow against life-time", "slowness.criteria",
             _LIMIT, "slowness.criteria_bound_the_correction_to_the_distribution"),
    Equation("B25", "angle slow against thermal time", "slowness.criteria",
             _LIMIT, "slowness.criteria_bound_the_correction_to_the_distribution"),
    )),
)
# fmt: on
