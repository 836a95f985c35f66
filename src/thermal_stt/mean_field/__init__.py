"""(39)-(40), A 3: a dot with a band, its magnetization and its potential.

- `bands`: (39)-(40): densities of states, Hilbert transforms;
- `band_table`: a band from a table;
- `leads`: the leads around the dot, (36) per spin;
- `zero_modes`: (A21)-(A22), with the B cos(theta) that (A3) carries.
"""
