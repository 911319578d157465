# SPDX-License-Identifier: Apache-2.0
"""Sentences told once, on the page after something was done."""

from wasl.interfaces.problems import N_

NOTICES = {
    "saved": N_("Saved."),
    "signed-out": N_("You are signed out."),
    "password-set": N_("Your password is set."),
    "person-changed": N_(
        "The person's roles and limits are changed. Every check node knows in seconds."
    ),
    "person-revoked": N_("Access is revoked. All sessions are closed."),
    "person-locked": N_("Access is stopped. All sessions are closed."),
    "person-unlocked": N_("Access is open again."),
    "roles-confirmed": N_("The roles are confirmed."),
    "roles-declined": N_("The roles that waited are dropped."),
    "restart-asked": N_("Another administrator must agree within three days."),
    "restart-declined": N_("The request to start anew is dropped."),
    "restart-refused": N_("You keep your password and second factors."),
    "entity-created": N_("The entity may now be given people and machines."),
    "entity-changed": N_("The entity's limits are changed. Every check node knows in seconds."),
    "entity-revoked": N_("The entity is revoked, with all its people and machines."),
    "session-ended": N_("The session is closed."),
    "sessions-ended": N_("All other sessions are closed."),
    "passkey-added": N_("The passkey is added."),
    "passkey-removed": N_("The passkey is removed."),
    "authenticator-removed": N_("The authenticator app is removed."),
    "record-entered": N_("The record is entered. Checks find it from now on."),
    "record-changed": N_("The change is saved. Checks see it from now on."),
    "deletion-requested": N_("A second person of your bureau must now confirm the deletion."),
    "deletion-confirmed": N_("The record is deleted. Checks no longer find it."),
    "deletion-withdrawn": N_("The request to delete is withdrawn. The record stays."),
    "list-saved": N_("The list is kept under its name. Only you see it."),
    "list-forgotten": N_("The list is forgotten. Its records stay as they are."),
    "nothing-chosen": N_("Tick at least one record first."),
    "retention-changed": N_("The chosen records are kept until the new day."),
    "import-cancelled": N_("The import is cancelled. What was imported before stays."),
}
