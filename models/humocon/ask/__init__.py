"""Questions as people put them, and answers that are read from the facts of a motion."""
