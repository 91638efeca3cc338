"""Settings: language, theme, text size, and what the program is made of."""
