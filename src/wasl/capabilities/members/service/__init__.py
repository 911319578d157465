# SPDX-License-Identifier: Apache-2.0
"""Use cases: the bureau's people and entities, signing in, tokens, and what nodes learn."""
