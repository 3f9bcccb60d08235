"""Components of pages. Pure: data in, component tree out."""
