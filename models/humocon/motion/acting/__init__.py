"""How synthetic people move: curves, feet, bodies, and one function for each action."""
