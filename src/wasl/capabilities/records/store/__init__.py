# SPDX-License-Identifier: Apache-2.0
"""The tables of records, alone in knowing their SQL."""
