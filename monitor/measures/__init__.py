"""From facts to components: what an indicator's declaration means as computation."""
