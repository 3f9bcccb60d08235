"""The pages: each a function of a context. ``dashboards.web.routing`` lists them."""
