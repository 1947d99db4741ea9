"""BABEL-QA from BABEL's and AMASS's own files."""
