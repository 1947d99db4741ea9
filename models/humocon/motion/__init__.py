"""Motion: files to canonical clips, the skeleton, rotations."""
