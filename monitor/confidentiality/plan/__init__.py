"""How each indicator is published: from what a concept declares to disjoint classes."""
