"""Charts. Pure: frames in, description and drawing out; no query, no figure computed anew."""
