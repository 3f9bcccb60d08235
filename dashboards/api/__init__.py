"""The read-only interface for programs: releases, datasets and their files under ``/api/v1``.

Routes and OpenAPI document are made from one table, ``endpoints``. The viewer is that of the
address, as on every page; the store refuses. Bytes under a release's id never change, so clients
may keep them; ``latest`` leads to the current id.
"""
