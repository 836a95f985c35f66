"""V: how the magnet moves.

- `kernel`: (44): conductances and currents per pair of spins, d;
- `full_kernel`: (42)-(43) of a band, with the imaginary part that the paper drops;
- `spin_torque`: (45)-(50): g~, torques, both forms of the equation of motion;
- `precession`: (51): angles, growth rates, branches, d_0;
- `torque_balance`: the torque balance behind them, and its roots;
- `phase_lines`: where precessions begin, meet and end, over d, V, B_K and alpha_0;
- `slow_dynamics`: (46)-(47) of many parameter sets at once, in closed form;
- `slow_flow`: its torque and the intervals between its zeros;
- `bent_flow`: the same where the torque balance is no line;
- `slow_clock`: time as a sum of logarithms, and its inverse;
- `approach`: the ways to the attractors, as a table;
- `direction`: (50) integrated as a rotation;
- `arrival`: whether a trajectory goes where its fixed points bring it.
"""
