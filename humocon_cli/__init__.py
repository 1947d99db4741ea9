"""The command line of HuMoCon: parse, load the recipe, call one function of the core, show the result."""
