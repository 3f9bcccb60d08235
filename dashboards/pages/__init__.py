"""The pages: one module with one ``PAGE`` each, listed in ``dashboards.pages.catalogue``."""
