"""The two commands: into a host's settings and out again."""
