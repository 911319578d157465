# SPDX-License-Identifier: Apache-2.0
"""``python -m wasl.interfaces.cli``: the shell's face without its script."""

from wasl.interfaces.cli import main

main(prog_name="wasl")
