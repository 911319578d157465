# SPDX-License-Identifier: Apache-2.0
"""Keeps secrets that must be read back: sealed with a key that is not in the database."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wasl.foundation.errors import AppError

KEY_BYTES = 32
_NONCE_BYTES = 12


class VaultClosed(AppError):
    """A sealed secret does not open: another key file, or the row was moved or altered."""

    code = "vault-closed"


class Vault:
    """Seals and opens secrets with ChaCha20-Poly1305.

    Args:
        key: 32 random bytes, kept in a file of the data folder.
    """

    def __init__(self, key: bytes) -> None:
        derive = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"wasl members vault 1")
        self._cipher = ChaCha20Poly1305(derive.derive(key))

    def seal(self, place: str, plain: bytes) -> bytes:
        """Seal a secret for one place, such as ``totp:<principal>``; elsewhere it never opens."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """Open a secret.

        Raises:
            VaultClosed: the key, the place or the bytes are not those it was sealed with.
        """
        nonce, box = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, box, place.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultClosed from error
