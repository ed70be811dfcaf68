"""The model reader: what a language model is asked, what it may answer, and what happens when it does not."""
