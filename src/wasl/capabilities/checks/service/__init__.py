# SPDX-License-Identifier: Apache-2.0
"""Use cases of checks, at the hub and at every node."""
