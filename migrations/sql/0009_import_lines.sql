-- Doubtful lines of imports are kept as refused ones are; both for thirty days.
SET LOCAL lock_timeout = '4s';

CREATE TABLE IF NOT EXISTS import_warning (
    import_id uuid NOT NULL REFERENCES import_job (id),
    number bigint NOT NULL,
    line bigint NOT NULL,
    member text NOT NULL,
    owner text NOT NULL,
    problems jsonb NOT NULL,
    PRIMARY KEY (import_id, number)
);
COMMENT ON TABLE import_warning IS 'records of a file that were taken although something in them looks doubtful';
COMMENT ON COLUMN import_warning.number IS 'which record of the file, from 1; line: where it begins';
ALTER TABLE import_warning ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_warning FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS warning_own ON import_warning;
CREATE POLICY warning_own ON import_warning FOR ALL TO wasl_app
    USING ((SELECT current_setting('wasl.member')) IN (owner, member))
    WITH CHECK (owner = (SELECT current_setting('wasl.member')));
GRANT SELECT, INSERT, DELETE ON import_warning TO wasl_app;
GRANT DELETE ON import_reject TO wasl_app;

ALTER TABLE import_job ADD COLUMN IF NOT EXISTS swept_at timestamptz;
COMMENT ON COLUMN import_job.swept_at IS 'when its file, refused and doubtful lines were removed; NULL while they are kept';
CREATE INDEX IF NOT EXISTS import_job_unswept ON import_job (finished_at) WHERE swept_at IS NULL;
