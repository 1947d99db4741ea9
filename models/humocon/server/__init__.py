"""`humocon serve`: a page on this machine to talk to motions, and OpenAI's chat completions beside it."""
