"""HuMoCon: discover the concepts of human motion and answer questions about a motion in words."""

__version__ = "0.1.0"
