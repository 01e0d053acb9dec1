#!/usr/bin/env python3
"""Django's command line: the same as `python3 -m ratsite`, which docs/operating/commands.md explains."""

import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from ratsite.__main__ import main

    sys.exit(main(sys.argv[1:], program=sys.argv[0]))
