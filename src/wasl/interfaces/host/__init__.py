# SPDX-License-Identifier: Apache-2.0
"""The operating system's face: embedded servers, and the processes of one site."""
