"""The pages of docs/ that are made from the program and the plan, so that they say what is."""
