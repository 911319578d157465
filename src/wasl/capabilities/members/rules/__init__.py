# SPDX-License-Identifier: Apache-2.0
"""Pure decisions: passwords, codes, delays, limits, tokens. Nothing here reads or writes."""
