"""What is in each dataset: one module per subject, each a function that returns a `Dataset`.

Those of the release's own tables take its frames; those of the side tables take the warehouse
and so are made when a release is. The web imports none of them.
"""
