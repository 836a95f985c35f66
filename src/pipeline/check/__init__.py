"""Does it still give these numbers?  The check behind `make check`, and what it compares with.

- `tables`: results against the reference, with the tolerance of each quantity;
- `pictures`: figures and pages against those of the reference;
- `twice`: two runs from clean copies, byte by byte;
- `spread`: how far results spread where nothing should change, which is where tolerances come from;
- `machine`: versions and processor;
- `page`: results/verdict.html;
- `__main__`: all of it, one verdict.
"""
