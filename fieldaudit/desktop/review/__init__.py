"""Review and sign, and the site's own closing view."""
