"""IV, B 3: how the electrons on the dot are distributed, and when they follow.

- `regime`: time-scales, conditions of validity;
- `distribution`: (34)-(36), (B17)-(B20): broadening, shifts, F_s;
- `occupation`: Fig. 2 (b): distributions where the magnet settles;
- `slowness`: (B22)-(B25): what has to be slow, and how slow it is.
"""
