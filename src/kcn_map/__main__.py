"""`python -m kcn_map`, the same as the command `kcn-map`."""

from kcn_map.cli import main

main()
