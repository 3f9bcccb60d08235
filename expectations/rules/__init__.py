"""The rules a delivery has to satisfy: declared once, each with its meaning as SQL."""
