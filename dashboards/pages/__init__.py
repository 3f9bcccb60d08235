"""The pages: each a function of a context. ``dashboards.routing`` lists them."""
