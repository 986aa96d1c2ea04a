#!/usr/bin/env python
"""Django's own console; `sotay` is the one people use."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.settings")
    from django.core.management import execute_from_command_line

    from sotay.core.database import serving

    with serving():
        execute_from_command_line(sys.argv)
