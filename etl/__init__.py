"""From a delivered file to facts.

A file goes through these steps, in this order; wherever it is refused, its entry in the register is
written by ``etl.not_loaded``, as is that of a file that has to wait for somebody's decision
(``etl.decisions``).

1. *ingest* (``etl.pipeline``): the files of a run, in the order of their receipt
   (``etl.reading.receipt_order``), with one report each.
2. *recognise* (``etl.loading.recurrence``): bytes that have come before are not loaded again.
3. *deliver* (``etl.delivery``): one file, steps 4 to 12, beside an empty staging database.
4. *open* (``etl.reading.opening``): what is said about the file (``etl.reading.metadata``), its
   sheets of text cells, and their layout (``etl.shaping.layout``).
5. *gate* (``etl.gate.inspection``): every cell is looked at for personal data before anything of
   the file is written.
6. *intake* (``etl.shaping.intake``): data rows are told apart, cleaned (``etl.cleaning.columns``)
   and written in pieces.
7. *stage* (``etl.shaping.staging``): the pieces become the staging table, with their lineage.
8. *identify* (``etl.shaping.identity``): Träger and quarter of the delivery.
9. *settle* (``etl.loading.succession``): the delivery replaces, supplements or has to wait.
10. *check* (``expectations.runner``): the staged rows meet every rule; gives a ``CheckResult``.
11. *sort* (``etl.loading.sorting``): takes the ``CheckResult``; rows become facts, go into
    quarantine or are repeated; gives a ``SortedDelivery``.
12. *load* (``etl.loading.load``): takes the ``SortedDelivery``; all goes into the warehouse in one
    transaction, together with the archive (``etl.loading.canonical``) and the original
    (``etl.loading.originals``).
13. *record* (``etl.loading.journal``): the journal of the archive gets its line; then come the list
    to send back (``etl.loading.findings_list``) and the empty inbox (``etl.reading.inbox``).
"""
