# SPDX-License-Identifier: Apache-2.0
"""How drafts of records are written in files. Each format streams, and none trusts its file."""
