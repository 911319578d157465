-- The ground: audit chains and the outbox.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

CREATE OR REPLACE FUNCTION wasl_context(name text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    value text := current_setting('wasl.' || name, true);
BEGIN
    IF coalesce(value, '') = '' THEN
        RAISE EXCEPTION 'nobody is asking: wasl.% is not set', name USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN value;
END
$$;
COMMENT ON FUNCTION wasl_context IS
    'who asks, in this transaction: member, bit or actor; raises when unset, and after a pooled connection forgot it';

CREATE TABLE IF NOT EXISTS audit_chain (
    chain text PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
COMMENT ON TABLE audit_chain IS 'last link of each chain: the hub''s own, and one for each spool of a node';

CREATE TABLE IF NOT EXISTS audit (
    stored timestamptz NOT NULL DEFAULT now(),
    chain text NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    operation text NOT NULL,
    actor text NOT NULL,
    member text NOT NULL,
    purpose text NOT NULL,
    database text,
    object text NOT NULL,
    entry text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, seq, stored)
) PARTITION BY RANGE (stored);
COMMENT ON COLUMN audit.stored IS 'when the hub stored it; decides the month''s partition, so a wrong clock elsewhere does no harm';
COMMENT ON COLUMN audit.at IS 'when it was done, by the clock of who did it';
COMMENT ON COLUMN audit.entry IS 'the text that is chained; the other columns repeat it for search';
COMMENT ON COLUMN audit.hash IS 'SHA-256 of the previous hash followed by the entry in UTF-8';
CREATE INDEX IF NOT EXISTS audit_by_member ON audit (member, at DESC);
CREATE INDEX IF NOT EXISTS audit_by_actor ON audit (actor, at DESC);
CREATE INDEX IF NOT EXISTS audit_by_object ON audit (object, at DESC) WHERE object <> '';

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS audit_own ON audit;
CREATE POLICY audit_own ON audit FOR SELECT TO wasl_app
    USING (member = (SELECT wasl_context('member')));
DROP POLICY IF EXISTS audit_all ON audit;
CREATE POLICY audit_all ON audit FOR SELECT TO wasl_system USING (true);
DROP POLICY IF EXISTS audit_append ON audit;
CREATE POLICY audit_append ON audit FOR INSERT TO wasl_owner WITH CHECK (true);
GRANT SELECT ON audit TO wasl_app, wasl_system;
GRANT SELECT ON audit_chain TO wasl_system;

CREATE OR REPLACE FUNCTION audit_partition(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    name text := 'audit_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE IF NOT EXISTS %I PARTITION OF audit FOR VALUES FROM (%L) TO (%L)',
            name, first::timestamp AT TIME ZONE 'UTC',
            (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    END IF;
END
$$;
COMMENT ON FUNCTION audit_partition IS 'make the partition of a month (UTC) if it is missing';

CREATE OR REPLACE FUNCTION audit_append(
    p_chain text, p_first bigint, p_entries text[], OUT last_seq bigint, OUT last_hash bytea
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry text;
    hashes bytea[] := '{}';
    fresh text[] := p_entries;
BEGIN
    INSERT INTO audit_chain VALUES (p_chain, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
    SELECT seq, hash INTO last_seq, last_hash FROM audit_chain WHERE chain = p_chain FOR UPDATE;
    IF p_first IS NOT NULL THEN
        IF p_first > last_seq + 1 THEN
            RAISE EXCEPTION 'audit chain % expects %, not %', p_chain, last_seq + 1, p_first
                USING ERRCODE = 'data_exception';
        END IF;
        fresh := p_entries[last_seq - p_first + 2 :];
    END IF;
    IF coalesce(cardinality(fresh), 0) = 0 THEN
        RETURN;
    END IF;
    FOREACH entry IN ARRAY fresh LOOP
        last_hash := sha256(last_hash || convert_to(entry, 'UTF8'));
        hashes := hashes || last_hash;
    END LOOP;
    PERFORM audit_partition((now() AT TIME ZONE 'UTC')::date);
    INSERT INTO audit (chain, seq, at, operation, actor, member, purpose, database, object, entry, hash)
    SELECT p_chain, last_seq + line.n, (line.fields ->> 'at')::timestamptz,
           line.fields ->> 'operation', line.fields ->> 'actor', line.fields ->> 'member',
           line.fields ->> 'purpose', line.fields ->> 'database',
           coalesce(line.fields ->> 'object', ''), line.entry, line.hash
    FROM (SELECT e AS entry, e::json AS fields, h AS hash, n
          FROM unnest(fresh, hashes) WITH ORDINALITY AS t (e, h, n)) AS line;
    last_seq := last_seq + cardinality(fresh);
    UPDATE audit_chain SET seq = last_seq, hash = last_hash WHERE chain = p_chain;
END
$$;
COMMENT ON FUNCTION audit_append IS
    'chain entries and keep them; with p_first (their number in a node''s chain) entries already kept are skipped and a gap is refused';
REVOKE ALL ON FUNCTION audit_append, audit_partition FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append TO wasl_app, wasl_system;
GRANT EXECUTE ON FUNCTION audit_partition TO wasl_system;

CREATE TABLE IF NOT EXISTS outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    seq bigint
);
COMMENT ON COLUMN outbox.seq IS 'place in the feed, without gaps; given by the relay, not by the insert';
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (id) WHERE seq IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS outbox_feed ON outbox (seq) WHERE seq IS NOT NULL;
GRANT INSERT ON outbox TO wasl_app, wasl_system;
GRANT SELECT, UPDATE, DELETE ON outbox TO wasl_system;

CREATE TABLE IF NOT EXISTS feed (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    given bigint NOT NULL DEFAULT 0,
    published bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN feed.given IS 'highest number given out';
COMMENT ON COLUMN feed.published IS 'highest number that the carrier acknowledged';
INSERT INTO feed DEFAULT VALUES ON CONFLICT DO NOTHING;
GRANT SELECT, UPDATE ON feed TO wasl_system;
