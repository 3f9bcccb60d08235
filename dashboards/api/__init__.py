"""The read-only interface for programs: releases, datasets and their files under ``/api/v1``.

``endpoints`` is the one table of what there is; the routes and the OpenAPI document are made from
it. Who asks is the viewer of the address, as on every page; the store refuses. Bytes under a
release's id never change, so they may be kept; ``latest`` leads to the current id.
"""
