"""What is known of a clip: its events, by joints and by names, and which of them a question means."""
