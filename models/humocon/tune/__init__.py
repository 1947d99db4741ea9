"""Stage 2, instruction tuning: LoRA teaches the language model to answer about what the projector shows it."""
