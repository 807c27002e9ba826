"""The operator's file on screen: each sheet is a table, a form that adds a line, and the acts on a line."""
