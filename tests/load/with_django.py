"""`python -m tests.load.with_django MODULE ARGUMENT...`: run a module once Django is set up.

The environment names the settings (`DJANGO_SETTINGS_MODULE`). Modules that import models at their
top can so be programs of their own.
"""

from __future__ import annotations

import runpy
import sys

import django

if __name__ == "__main__":
    django.setup()
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
