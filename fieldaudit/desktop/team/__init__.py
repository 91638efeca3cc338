"""One audit by several people: who does what, and the packages between them."""
