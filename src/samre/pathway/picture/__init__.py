"""Where every box, line and word of the drawn map goes. Positions only; the ink is a template."""
