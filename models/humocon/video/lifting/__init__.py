"""People in video to joints in space: a pose network, what follows a person from picture to picture, and its errors."""
