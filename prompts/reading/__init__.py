"""Reading: what one chat message says. `schema` is the answer's shape; `embedded` and `model` are the two readers."""
