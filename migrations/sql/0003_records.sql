-- Records: one table for every database, their past states, the identifiers they are
-- found by, requests to delete, and imports. All behind row-level security: a reader
-- needs its own bit in the audience, a writer must be the owner.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE IF NOT EXISTS record (
    id uuid PRIMARY KEY,
    database text NOT NULL,
    owner text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    body jsonb NOT NULL,
    digest bytea NOT NULL,
    audience bit(256) NOT NULL,
    audiences jsonb NOT NULL DEFAULT '{}',
    restriction jsonb NOT NULL,
    purpose text NOT NULL,
    handling text NOT NULL,
    confidentiality text NOT NULL,
    retention date NOT NULL,
    source_reference text NOT NULL,
    case_reference text,
    state text NOT NULL DEFAULT 'active'
        CHECK (state IN ('active', 'deletion_requested', 'deleted')),
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    import_id uuid
);
COMMENT ON TABLE record IS 'present state of every record of every database';
COMMENT ON COLUMN record.id IS 'UUID version 7, made by the application: sorts by time of entry';
COMMENT ON COLUMN record.owner IS 'member whose data it is (alpha-3, XGS or UNO); alone writes it';
COMMENT ON COLUMN record.digest IS 'of what the owner said, so that an import knows an unchanged line';
COMMENT ON COLUMN record.audience IS 'bit n: member n may see it; the owner always; all zero would be nobody';
COMMENT ON COLUMN record.audiences IS 'hex audiences of the fields that are hidden from some, by field';
COMMENT ON COLUMN record.restriction IS 'what the owner said, from which the audiences were worked out';
COMMENT ON COLUMN record.retention IS 'last day of keeping, UTC';
COMMENT ON COLUMN record.source_reference IS
    'the owner''s own reference; begins with ~ where it was derived and is then shown to nobody else';
COMMENT ON COLUMN record.import_id IS 'import that last wrote it; NULL when a person did';
CREATE UNIQUE INDEX IF NOT EXISTS record_reference ON record (owner, database, source_reference);
CREATE INDEX IF NOT EXISTS record_newest ON record (database, changed_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS record_import ON record (import_id) WHERE import_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS record_version (
    record uuid NOT NULL REFERENCES record (id),
    version integer NOT NULL,
    database text NOT NULL,
    owner text NOT NULL,
    body jsonb NOT NULL,
    audience bit(256) NOT NULL,
    audiences jsonb NOT NULL,
    restriction jsonb NOT NULL,
    purpose text NOT NULL,
    handling text NOT NULL,
    confidentiality text NOT NULL,
    retention date NOT NULL,
    source_reference text NOT NULL,
    case_reference text,
    state text NOT NULL,
    since timestamptz NOT NULL,
    by text NOT NULL,
    until timestamptz NOT NULL,
    import_id uuid,
    PRIMARY KEY (record, version)
);
COMMENT ON TABLE record_version IS 'superseded states; the present one is in record. Erasure empties their content';
COMMENT ON COLUMN record_version.since IS 'when this state came to be; by: who made it';
COMMENT ON COLUMN record_version.until IS 'when the next state took its place';

CREATE TABLE IF NOT EXISTS record_key (
    record uuid NOT NULL,
    scheme text NOT NULL,
    value text NOT NULL,
    field text NOT NULL,
    database text NOT NULL,
    owner text NOT NULL,
    audience bit(256) NOT NULL,
    PRIMARY KEY (scheme, value, record)
);
COMMENT ON TABLE record_key IS 'identifiers of the present states; who may not see the field does not find the key';
COMMENT ON COLUMN record_key.record IS
    'written and removed with its record in one transaction; a foreign key would cost a third of an import';
COMMENT ON COLUMN record_key.scheme IS 'document, vin, plate, engine, reference or case';
COMMENT ON COLUMN record_key.value IS 'normalised by its standard';
CREATE INDEX IF NOT EXISTS record_key_record ON record_key (record);

CREATE TABLE IF NOT EXISTS deletion_request (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record uuid NOT NULL REFERENCES record (id),
    owner text NOT NULL,
    reason text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'cancelled')),
    decided_by text,
    decided_at timestamptz,
    CHECK (state <> 'confirmed' OR decided_by <> requested_by)
);
COMMENT ON TABLE deletion_request IS 'a deletion takes two people; the fact stays when the content is gone';
CREATE UNIQUE INDEX IF NOT EXISTS deletion_waiting ON deletion_request (record) WHERE state = 'waiting';

CREATE TABLE IF NOT EXISTS import_job (
    id uuid PRIMARY KEY,
    member text NOT NULL,
    owner text NOT NULL,
    requested jsonb NOT NULL,
    actor jsonb NOT NULL,
    file text NOT NULL,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    cancelling boolean NOT NULL DEFAULT false,
    lines bigint NOT NULL DEFAULT 0,
    bytes_done bigint NOT NULL DEFAULT 0,
    bytes_total bigint NOT NULL,
    new bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    rejected bigint NOT NULL DEFAULT 0,
    warned bigint NOT NULL DEFAULT 0,
    gone bigint,
    seconds double precision NOT NULL DEFAULT 0,
    header text,
    problem jsonb,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);
COMMENT ON COLUMN import_job.member IS 'member of the person who asked; owner: whose records they become';
COMMENT ON COLUMN import_job.requested IS 'what was asked (ImportOrder)';
COMMENT ON COLUMN import_job.actor IS 'who asked, with the roles and limits of that moment';
COMMENT ON COLUMN import_job.file IS 'name of the stored upload in the folder of imports';
COMMENT ON COLUMN import_job.lines IS 'records read and settled; a resumed run skips as many';
COMMENT ON COLUMN import_job.seconds IS 'time spent running, over all runs';
COMMENT ON COLUMN import_job.header IS 'header line of a table, for the reject file';
COMMENT ON COLUMN import_job.gone IS 'records of the list that are no longer in it; NULL where that was not asked';
CREATE INDEX IF NOT EXISTS import_job_waiting ON import_job (requested_at)
    WHERE state IN ('queued', 'running');
CREATE INDEX IF NOT EXISTS import_job_newest ON import_job (member, requested_at DESC);

CREATE TABLE IF NOT EXISTS import_reject (
    import_id uuid NOT NULL REFERENCES import_job (id),
    number bigint NOT NULL,
    line bigint NOT NULL,
    member text NOT NULL,
    owner text NOT NULL,
    raw text NOT NULL,
    problems jsonb NOT NULL,
    PRIMARY KEY (import_id, number)
);
COMMENT ON TABLE import_reject IS 'records of a file that were refused, as sent, with the reasons';
COMMENT ON COLUMN import_reject.number IS 'which record of the file, from 1; line: where it begins';

CREATE TABLE IF NOT EXISTS import_seen (
    import_id uuid NOT NULL REFERENCES import_job (id),
    source_reference text NOT NULL,
    owner text NOT NULL,
    PRIMARY KEY (import_id, source_reference)
);
COMMENT ON TABLE import_seen IS 'references met in a list said to be complete; what is missing is gone';

-- The wall ---------------------------------------------------------------------
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['record', 'record_version', 'record_key', 'deletion_request',
                                'import_job', 'import_reject', 'import_seen'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;

DROP POLICY IF EXISTS record_read ON record;
CREATE POLICY record_read ON record FOR SELECT TO wasl_app
    USING (get_bit(audience, (SELECT current_setting('wasl.bit'))::int) = 1);
DROP POLICY IF EXISTS record_enter ON record;
CREATE POLICY record_enter ON record FOR INSERT TO wasl_app
    WITH CHECK (owner = (SELECT current_setting('wasl.member'))
                AND get_bit(audience, (SELECT current_setting('wasl.bit'))::int) = 1);
DROP POLICY IF EXISTS record_change ON record;
CREATE POLICY record_change ON record FOR UPDATE TO wasl_app
    USING (owner = (SELECT current_setting('wasl.member')))
    WITH CHECK (owner = (SELECT current_setting('wasl.member'))
                AND get_bit(audience, (SELECT current_setting('wasl.bit'))::int) = 1);
DROP POLICY IF EXISTS record_feed ON record;
CREATE POLICY record_feed ON record FOR SELECT TO wasl_system USING (true);

DROP POLICY IF EXISTS version_read ON record_version;
CREATE POLICY version_read ON record_version FOR SELECT TO wasl_app
    USING (get_bit(audience, (SELECT current_setting('wasl.bit'))::int) = 1
           AND EXISTS (SELECT FROM record WHERE record.id = record_version.record));
DROP POLICY IF EXISTS version_enter ON record_version;
CREATE POLICY version_enter ON record_version FOR INSERT TO wasl_app
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));
DROP POLICY IF EXISTS version_erase ON record_version;
CREATE POLICY version_erase ON record_version FOR UPDATE TO wasl_app
    USING (owner = (SELECT current_setting('wasl.member')))
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));

DROP POLICY IF EXISTS key_read ON record_key;
CREATE POLICY key_read ON record_key FOR SELECT TO wasl_app
    USING (get_bit(audience, (SELECT current_setting('wasl.bit'))::int) = 1);
DROP POLICY IF EXISTS key_enter ON record_key;
CREATE POLICY key_enter ON record_key FOR INSERT TO wasl_app
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));
DROP POLICY IF EXISTS key_drop ON record_key;
CREATE POLICY key_drop ON record_key FOR DELETE TO wasl_app
    USING (owner = (SELECT current_setting('wasl.member')));
DROP POLICY IF EXISTS key_feed ON record_key;
CREATE POLICY key_feed ON record_key FOR SELECT TO wasl_system USING (true);

DROP POLICY IF EXISTS deletion_own ON deletion_request;
CREATE POLICY deletion_own ON deletion_request FOR ALL TO wasl_app
    USING (owner = (SELECT current_setting('wasl.member')))
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));

DROP POLICY IF EXISTS import_own ON import_job;
CREATE POLICY import_own ON import_job FOR ALL TO wasl_app
    USING ((SELECT current_setting('wasl.member')) IN (owner, member))
    WITH CHECK ((SELECT current_setting('wasl.member')) IN (owner, member));
DROP POLICY IF EXISTS import_work ON import_job;
CREATE POLICY import_work ON import_job FOR ALL TO wasl_system USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS reject_own ON import_reject;
CREATE POLICY reject_own ON import_reject FOR ALL TO wasl_app
    USING ((SELECT current_setting('wasl.member')) IN (owner, member))
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));
DROP POLICY IF EXISTS seen_own ON import_seen;
CREATE POLICY seen_own ON import_seen FOR ALL TO wasl_app
    USING (owner = (SELECT current_setting('wasl.member')))
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));

GRANT SELECT, INSERT, UPDATE ON record TO wasl_app;
GRANT SELECT, INSERT ON record_version TO wasl_app;
GRANT UPDATE (body, restriction, audience, audiences, source_reference, case_reference)
    ON record_version TO wasl_app;
GRANT SELECT, INSERT, DELETE ON record_key TO wasl_app;
GRANT SELECT, INSERT ON deletion_request TO wasl_app;
GRANT UPDATE (state, decided_by, decided_at) ON deletion_request TO wasl_app;
GRANT SELECT, INSERT, UPDATE ON import_job TO wasl_app;
GRANT SELECT, INSERT ON import_reject TO wasl_app;
GRANT SELECT, INSERT, DELETE ON import_seen TO wasl_app;
GRANT SELECT ON record, record_key TO wasl_system;
GRANT SELECT, UPDATE ON import_job TO wasl_system;
