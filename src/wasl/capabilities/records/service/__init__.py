# SPDX-License-Identifier: Apache-2.0
"""Use cases of records: writing, reading, feeding the nodes, importing."""
