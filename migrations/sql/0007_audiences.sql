-- Audiences follow the membership: for which register they were worked out, and how far.
SET LOCAL lock_timeout = '4s';

CREATE TABLE IF NOT EXISTS audience_reckoning (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    register text NOT NULL,
    after uuid
);
COMMENT ON TABLE audience_reckoning IS 'holds nobody''s data';
COMMENT ON COLUMN audience_reckoning.register IS 'digest of the members that audiences are being or were worked out for';
COMMENT ON COLUMN audience_reckoning.after IS 'last record settled; NULL when all are';
GRANT SELECT, INSERT, UPDATE ON audience_reckoning TO wasl_system;

GRANT UPDATE (audience) ON record_key TO wasl_app;
DROP POLICY IF EXISTS key_change ON record_key;
CREATE POLICY key_change ON record_key FOR UPDATE TO wasl_app
    USING (owner = (SELECT current_setting('wasl.member')))
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));
