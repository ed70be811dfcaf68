"""Language in and out: what a message says, and what Liaison says, in Chinese and English."""
