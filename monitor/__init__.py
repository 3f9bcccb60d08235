"""The domain: how a concept's figures are computed, kept confidential, stored, released and read.

Read from top to bottom it is a sentence; what stands lower may import what stands higher:

- the ground: ``errors``, ``settings``, ``secret``, ``log``, ``events``, ``instance``, ``periods``,
  ``access``, how tables are declared, ``stored_tables``, and what files need, ``private_files`` and
  ``faults``;
- `monitor.concept`: what an indicator is;
- `monitor.warehouse`: the private DuckDB file; `monitor.statistics`: pure formulas;
- `monitor.measures`: facts → cells → counts → figures;
- `monitor.confidentiality`: which counts pass to the public, and how much they are changed;
- `monitor.content`: what an office edits, read and validated against all of the above;
- `monitor.results`: counts → tables of a snapshot;
- `monitor.datasets`: files for evaluators; `monitor.snapshots`: immutable folders;
- `monitor.releases`: what becomes of a release; `monitor.upkeep`: leftovers, terms, backups;
- `monitor.assembly`: from the warehouse to a snapshot; `monitor.reading`: the web's only door;
- `monitor.cli`: the command line, which alone knows the pipeline and the web, too.
"""
