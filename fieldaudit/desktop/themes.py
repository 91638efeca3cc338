"""The names of the themes, known without Qt."""

from typing import Literal

ThemeName = Literal["light", "dark", "system"]
