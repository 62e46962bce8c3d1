"""What the session works in: what kind of project, which project, and where it stands in git."""
