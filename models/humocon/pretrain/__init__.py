"""Stage 1: discover the concepts of motion, and of video that meets it."""
