# SPDX-License-Identifier: Apache-2.0
"""An invented world to try things on: people, documents and cars that do not exist."""
