"""A page in the browser with sliders, by `make explore`; it needs the layer of that name.

- `state`: what the sliders say, as text of an address and as a scenario;
- `views`: from there to the numbers that are shown, by `thermal_stt` alone;
- `sphere`: the magnet as one sees it on a sphere, and how it got there;
- `readout`: numbers beside the equations that they are from;
- `equations`: these equations, as a page;
- `plots`: the pictures;
- `parcel`: what they show, in one message;
- `page`: all of it, for one user;
- `server`: for this machine only.
"""
