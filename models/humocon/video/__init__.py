"""Video files: decoding key frames, optical flow, rendering a motion, lifting a video to a motion."""
