"""Readers, one for each kind of motion file; each turns a file into a `RawMotion`."""
