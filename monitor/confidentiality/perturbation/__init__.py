"""Cell-key method: counts of persons and cases are published with a noise of their own.

Each row has a random number made of its id and the instance's secret (record key); the sum of the
record keys of a cell (cell key) decides the noise of the cell's count. Equal rows have equal noise
in every table and every release, so that repeating a question teaches nothing. Which counts pass
and who sees which, other modules decide; here is the arithmetic alone.

Source: Fraser & Wooton (2006), Monographs of Official Statistics (ABS); Giessing (2016), LNCS 9867;
R packages ptable and cellKey (Destatis); Python package cell-key-perturbation (ONS).

- `monitor.confidentiality.perturbation.keys`: record keys, cell keys, keys of whatever has no rows;
- `monitor.confidentiality.perturbation.p_table`: how likely which noise is, with integer limits;
- `monitor.confidentiality.perturbation.noise`: published counts and sums;
- `monitor.statistics.added_variance`: how much wider intervals of published counts are;
- `monitor.statistics.classes`: quantiles of published counts by class.
"""
