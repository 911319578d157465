-- Lists: what they are sorted by, and those that people keep under a name.
-- By owner they run along record_reference.
SET LOCAL lock_timeout = '4s';

CREATE INDEX IF NOT EXISTS record_by_name ON record
    (database, lower(coalesce(body #>> '{names,0,text}', body ->> 'number', body ->> 'vin', '')), id);
CREATE INDEX IF NOT EXISTS record_by_birth ON record
    (database, coalesce(body #>> '{birth_dates,0}', '~'), id) WHERE database = 'persons';
CREATE INDEX IF NOT EXISTS record_by_retention ON record (database, retention, id);

CREATE TABLE IF NOT EXISTS saved_list (
    id uuid PRIMARY KEY,
    member text NOT NULL,
    person text NOT NULL,
    database text NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    saved_at timestamptz NOT NULL
);
COMMENT ON TABLE saved_list IS 'filters and order of a list under a name, for the person alone who keeps it';
COMMENT ON COLUMN saved_list.query IS 'as in the address of the list; never the records that it shows';
CREATE UNIQUE INDEX IF NOT EXISTS saved_list_name ON saved_list (person, database, name);
ALTER TABLE saved_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_list FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS saved_list_own ON saved_list;
CREATE POLICY saved_list_own ON saved_list FOR ALL TO wasl_app
    USING (member = (SELECT current_setting('wasl.member'))
           AND person = (SELECT current_setting('wasl.actor')))
    WITH CHECK (member = (SELECT current_setting('wasl.member'))
                AND person = (SELECT current_setting('wasl.actor')));
GRANT SELECT, INSERT, DELETE ON saved_list TO wasl_app;
GRANT UPDATE (query, saved_at) ON saved_list TO wasl_app;
