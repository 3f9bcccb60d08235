"""Datasets of a release: definition, making, file formats, metadata, publication and reading.

In order of reading: ``model`` (variables and rows) → ``makers`` (contents of each dataset) →
``writers`` (a module per file format) → ``metadata`` (documents for catalogues and people) →
``profile`` (distribution of each variable) → ``publishing`` (everything into the folder of a
release) → ``manifest`` (files of a release) and ``reading`` (rows and profiles), for the web.
"""
