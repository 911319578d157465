# SPDX-License-Identifier: Apache-2.0
"""Pure decisions of a check: reading the question, matching, wording the answer."""
