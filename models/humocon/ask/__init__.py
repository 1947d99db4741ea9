"""The product: what a file gives, the answer to a question about it, and what speaks for and against that answer."""
