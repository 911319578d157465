-- SPDX-License-Identifier: Apache-2.0
-- The three roles of Wasl, and what the owner may take on. Rerunnable.
-- For a server of your own, run it once as its administrator in the database
-- made for Wasl, then give wasl_owner a password and make it the owner.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['wasl_owner', 'wasl_app', 'wasl_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS',
                           wanted);
        END IF;
    END LOOP;
END
$$;
GRANT wasl_app, wasl_system TO wasl_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO wasl_owner;
GRANT USAGE ON SCHEMA public TO wasl_app, wasl_system;
