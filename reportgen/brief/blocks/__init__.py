"""The blocks that a passage of a document can be made of: one module each."""
