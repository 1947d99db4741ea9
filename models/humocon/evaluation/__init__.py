"""Benchmarks of question answering: reading them, scoring answers, and the rows to hold beside a result."""
