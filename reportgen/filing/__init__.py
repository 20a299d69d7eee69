"""Filing (收表): what is owed and when, which return counts, and the units' tables as one."""
