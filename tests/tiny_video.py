"""The sizes of both branches of stage 1 that are built and run in milliseconds."""

from humocon.concepts.configuration import ConceptConfig, TowerConfig, VideoConceptConfig

TINY_MOTION = ConceptConfig(
    input_dim=6,
    velocity_dim=3,
    width=16,
    num_layers=1,
    num_heads=2,
    window=3,
    num_codes=12,
    hypernetwork_hidden=8,
    classifier_hidden=4,
    decoder_layers=1,
)
TINY_TOWER = TowerConfig(image_size=16, patch_size=8, width=16, num_layers=1, num_heads=2, hidden=32)
TINY_VIDEO = VideoConceptConfig(
    tower=TINY_TOWER,
    width=16,
    num_heads=2,
    num_codes=12,
    hypernetwork_hidden=8,
    classifier_hidden=4,
    decoder_layers=1,
    decoder_width=16,
    decoder_heads=2,
    flow_size=2,
    alignment_width=8,
)
