"""The datasets of a release: what they are, how they are made, written, described and offered.

To be read in this order: ``model`` (what a dataset is) → ``makers`` (what is in each) → ``writers``
(one module per file format) → ``metadata`` (what catalogues and people read about them) →
``profile`` (what pages say of each variable) → ``publishing`` (all of it into the folder of a
release) → ``offer`` (what a release offers) and ``reading`` (its rows and profiles), for the web.
"""
