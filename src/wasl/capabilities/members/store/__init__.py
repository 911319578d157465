# SPDX-License-Identifier: Apache-2.0
"""The tables of members, alone: the bureau's own (``bureau``) and the secret ones."""
