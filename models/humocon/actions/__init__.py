"""Names for what a person does: a small network that is shown the poses of a stretch and knows some eighty actions."""
