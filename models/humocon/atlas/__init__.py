"""What the concepts of a codebook are, measured on motions: coding, statistics, moments, agreement, pages."""
