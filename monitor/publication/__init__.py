"""What becomes of figures when they are published: which counts pass, which periods, what is kept.

- `monitor.publication.plan`: how each indicator of a concept is published, from what it declares;
- `monitor.publication.atoms`: what a plan is made of: classes of a base, counts that figures need;
- `monitor.publication.classes`, `.unions`, `.roles`: from a declaration to its atoms;
- `monitor.publication.passing`: true counts → published ones;
- `monitor.publication.sums`: the same for participations and minutes;
- `monitor.publication.due`: which periods are due, which ones wait, which ones are revised;
- `monitor.publication.frozen`: what is kept of a published period, so that nothing changes it;
- `monitor.publication.check`: whether true counts can be computed back.
"""
