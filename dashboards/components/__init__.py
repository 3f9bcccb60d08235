"""Parts that pages are put together from. Pure: data in, component tree out."""
