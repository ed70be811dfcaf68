"""What is learned from labelled messages: features, coefficients, and how they become a judgement."""
