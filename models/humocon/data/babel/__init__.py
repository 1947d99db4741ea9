"""BABEL-QA from BABEL's and AMASS's own files, and benchmarks of its kind out of labelled clips."""
