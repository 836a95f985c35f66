"""V-VI, A 3, without the paper's approximations but mean field: how wrong the theory is.

- `band_integrals`: a lead's step and a band's levels, in digamma functions;
- `turning_frame`: spin, torques and currents in the frame that turns with the magnet;
- `newton`: the equations of a stationary state, solved for many dots at once;
- `self_consistent`: M = 2 J S + B, the charge, the states and their stability;
- `precessions`: where the exact torque changes its sign;
- `theory`: what the theory takes of such a dot, and the field that it drops;
- `fitted_band`: the dot of a scenario, with its band or with the one that fits best;
- `validity`: the theory's numbers beside the exact ones;
- `error_laws`: how its errors grow, and with which ratio;
- `torque_curves`: torque and current at every angle, as leads cool;
- `sweep`: the exact states over the sweep of the drive;
- `along`: the exact precessions along a row of a map;
- `poles`: a lead's step as a sum over poles, a band as a few levels;
- `in_time`: a dot in time, with nothing taken to be slow;
- `kicks`: its answer to a kick, beside Appendix A's.
"""
