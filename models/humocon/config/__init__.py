"""A YAML recipe and `key=value` overrides to a frozen dataclass, checked by the types of its fields.

Scalars are read as text and converted by the field's type, never by YAML's own guess: `1e-4` is a number where the
field is a float, and `no` stays the word "no" where the field is one of several words.
"""

from humocon.config.recipe import config_to_dict, find_recipe, load_config, sets_key

__all__ = ["config_to_dict", "find_recipe", "load_config", "sets_key"]
