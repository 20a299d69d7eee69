"""The sample returns of this workspace: a fictional ledger, the filling of issued templates, planted mistakes."""
