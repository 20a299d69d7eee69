"""The plan: parsed from its file, checked, shown, as of a day, and its coverage of the plan's text."""
