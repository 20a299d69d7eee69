"""reportgen: from a county's plan to the templates, the merged workbook and the brief."""

__version__ = "0.2.0"
