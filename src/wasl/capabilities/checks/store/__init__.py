# SPDX-License-Identifier: Apache-2.0
"""What a check stands on: the local copy, the spool, and the hub's tables."""
