"""What becomes of figures when they are published: which counts pass, which periods, what is kept.

- `monitor.publication.atoms`: the classes that bases are cut into, and which figures they make;
- `monitor.publication.passing`: true counts → published ones;
- `monitor.publication.sums`: the same for participations and minutes;
- `monitor.publication.due`: which periods are due, which ones wait, which ones are revised;
- `monitor.publication.frozen`: what is kept of a published period, so that nothing changes it;
- `monitor.publication.check`: whether true counts can be computed back.
"""
