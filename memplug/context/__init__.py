"""What a session is told: its variables, the wording, what gives way, and the answer that is left ready."""
