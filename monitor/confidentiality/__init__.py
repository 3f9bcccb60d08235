"""Confidentiality: two levels of figures, and which counts pass from one level to the other.

Figures of *Steuerung* are exact and stay with leadership and stewards; figures of
*Veröffentlichung* follow from passed counts. Folders from the ground up:

- `monitor.confidentiality.levels`: the two levels;
- `monitor.confidentiality.plan`: the place of each indicator: exact, classes of a base, or sums;
- `monitor.confidentiality.perturbation`: the cell-key method, true counts → published counts;
- `monitor.confidentiality.revisions`: published quarters and waves, kept, revised, corrected;
- `monitor.confidentiality.check`: whether true counts can be computed back.

The secret is `monitor.secret`; indicators that no level shows: `monitor.concept.never_shown`.
"""
