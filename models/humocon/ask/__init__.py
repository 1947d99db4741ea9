"""The product: what a file gives to answer from, and what is answered."""
