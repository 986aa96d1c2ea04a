"""``python -m sotay.cli``: the same as ``sotay``."""

import sys

from sotay.cli import main

sys.exit(main())
