"""Stage 1, concept discovery: encoders, codebook, hypernetwork, decoders and the losses of HuMoCon."""
