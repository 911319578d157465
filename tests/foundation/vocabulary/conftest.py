# SPDX-License-Identifier: Apache-2.0
"""Property tests here measure meaning, not time: a busy machine fails none of them."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
