"""The only modules that touch files, Excel, Word, mail or the clock."""
