"""What people and catalogues read about the datasets of a release: one module per document.

Each is a pure function of the publication and the datasets that its readers may have.
"""
