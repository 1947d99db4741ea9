"""Stage 2, modality translation: a projector learns to put motion, or video, into the language model's own space.

Encoders and language model are frozen. Where the recipe has no ready language model, a small one is first trained on
the task's text alone.
"""
