"""Documents on the datasets of a release, for people and catalogues: a module per document.

A document is a pure function of the publication and the datasets open to its readers.
"""
