"""Facts of a motion: what the joints alone say, by rules, without a learned part."""
