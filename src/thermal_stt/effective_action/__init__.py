"""II, III, B 1-2: from the Hamiltonian to the effective action.

- `hamiltonian`: (1)-(5), for systems small enough to be solved exactly;
- `contour`: (6)-(8), (11), (20)-(26), (30)-(31): the action as a determinant;
- `decoupling`: (9)-(10), (12), (37), (A3): the fields M and V_d;
- `rotating_frame`: (13)-(19), (27)-(28): the rotation and its gauge;
- `self_energy`: (32)-(33), (B1)-(B6): tunneling, at rest and rotated;
- `gradient_expansion`: (B7)-(B18): products of slow functions;
- `action`: (38), (41), (45), (52), (A4): the Berry phase and tunneling in the action.
"""
