"""Builders: what several tests stand on, made up or made small, imported as ``tests.builders.…``.

- `worlds`: declarations of indicators and rows of a warehouse; `sparse_office` and `demo_office`:
  whole offices of such rows; `contract_facts`: facts for the files of a contract;
- `instances` and `deliveries`: an installation for the pipeline, and the files it is sent;
  `workbooks`: hostile ones; `rules`: a good row per table, a bad and a good change per rule;
- `releases`: an instance with finished releases for the web, out of `fake_indicators`,
  `release_tables` and `quality_tables`; `datasets`: a small dataset of every kind of variable;
- `commands`: fakes of what the command line calls; `ports`: a free port; `scripts`: the programs in
  ``.ci``.
"""
