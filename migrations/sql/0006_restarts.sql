-- Starting anew: whoever makes an invitation for an account in use can open it, so it takes two.
SET LOCAL lock_timeout = '4s';

CREATE TABLE IF NOT EXISTS restart (
    principal text PRIMARY KEY REFERENCES principal ON DELETE CASCADE,
    member text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    confirmed_by text,
    confirmed_at timestamptz,
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (confirmed_by <> asked_by OR asked_by = 'steward'),
    CHECK (principal NOT IN (asked_by, coalesce(confirmed_by, '')))
);
COMMENT ON TABLE restart IS
    'newest request that a person sets a new password and new factors; without confirmed_by it waits for a second administrator';
COMMENT ON COLUMN restart.asked_by IS 'administrator; steward: on the hub''s own machine, alone';
ALTER TABLE restart ENABLE ROW LEVEL SECURITY;
ALTER TABLE restart FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS restart_bureau ON restart;
CREATE POLICY restart_bureau ON restart TO wasl_app
    USING (member = (SELECT wasl_context('member')))
    WITH CHECK (member = (SELECT wasl_context('member')));
DROP POLICY IF EXISTS restart_system ON restart;
CREATE POLICY restart_system ON restart TO wasl_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON restart TO wasl_app;
GRANT UPDATE (asked_by, asked_at, confirmed_by, confirmed_at) ON restart TO wasl_app;
GRANT SELECT, DELETE ON restart TO wasl_system;
