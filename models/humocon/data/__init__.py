"""Data sets: labelled motion, composed sequences, and the questions asked about them."""
