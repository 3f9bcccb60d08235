"""Tests; a package, so that no distribution of the same name is taken for them."""
