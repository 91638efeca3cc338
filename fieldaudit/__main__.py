"""`python -m fieldaudit`: the command line, which opens the desktop when no command is given."""

import sys

from fieldaudit.cli import main

sys.exit(main())
