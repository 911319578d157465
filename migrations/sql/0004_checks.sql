-- What the hub keeps of checks: hits as the nodes report them, and how the nodes are.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE IF NOT EXISTS check_hit (
    chain text NOT NULL,
    seq bigint NOT NULL,
    line integer NOT NULL,
    check_id text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    member text NOT NULL,
    purpose text NOT NULL,
    site text,
    record text NOT NULL,
    database text NOT NULL,
    owner text NOT NULL,
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    stored timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chain, seq, line)
);
COMMENT ON TABLE check_hit IS 'records that checks found, one row each, taken from the audit entry that was flushed before the answer left';
COMMENT ON COLUMN check_hit.chain IS 'audit chain and, with seq, entry it was told in; makes a second delivery harmless';
COMMENT ON COLUMN check_hit.line IS 'place in the answer, from 0';
COMMENT ON COLUMN check_hit.member IS 'member that asked';
COMMENT ON COLUMN check_hit.owner IS 'member whose record was found';
CREATE INDEX IF NOT EXISTS check_hit_by_owner ON check_hit (owner, at DESC);
CREATE INDEX IF NOT EXISTS check_hit_by_member ON check_hit (member, at DESC);
ALTER TABLE check_hit ENABLE ROW LEVEL SECURITY;
ALTER TABLE check_hit FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS check_hit_sides ON check_hit;
CREATE POLICY check_hit_sides ON check_hit FOR SELECT TO wasl_app
    USING ((SELECT current_setting('wasl.member')) IN (member, owner)
           AND (SELECT current_setting('wasl.member')) <> '');
DROP POLICY IF EXISTS check_hit_intake ON check_hit;
CREATE POLICY check_hit_intake ON check_hit TO wasl_system USING (true) WITH CHECK (true);
GRANT SELECT ON check_hit TO wasl_app;
GRANT SELECT, INSERT ON check_hit TO wasl_system;

CREATE TABLE IF NOT EXISTS node_status (
    site text PRIMARY KEY,
    position bigint NOT NULL,
    applied_at timestamptz,
    lag_seconds double precision NOT NULL,
    records bigint NOT NULL,
    spool bigint NOT NULL,
    version text NOT NULL,
    reported_at timestamptz NOT NULL
);
COMMENT ON TABLE node_status IS 'last report of each check node; holds nobody''s data';
COMMENT ON COLUMN node_status.position IS 'last entry of the feed that the node has applied; -1 while it has none';
COMMENT ON COLUMN node_status.lag_seconds IS 'age of the oldest entry not applied yet; 0 when level';
COMMENT ON COLUMN node_status.spool IS 'audit entries that wait on the node to be shipped';
GRANT SELECT ON node_status TO wasl_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON node_status TO wasl_system;
