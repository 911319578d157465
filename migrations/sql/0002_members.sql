-- Members, offices, authorised entities, people and machines, and how they sign in.
-- Passwords, second factors and keys are out of reach of wasl_app altogether.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE IF NOT EXISTS member (
    code text PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'),
    bit smallint NOT NULL UNIQUE CHECK (bit BETWEEN 0 AND 255),
    listed_on date NOT NULL DEFAULT '2026-01-01',
    left_on date,
    CHECK (left_on > listed_on)
);
COMMENT ON TABLE member IS 'reference data; names, regions, bodies, cities and time zones are in the vocabulary';
COMMENT ON COLUMN member.code IS 'ISO 3166-1 alpha-3; XGS is the General Secretariat, UNO the United Nations';
COMMENT ON COLUMN member.bit IS 'place in every audience; given once, never reused, not even after a member has left';
COMMENT ON COLUMN member.listed_on IS 'first day in this register; older members are listed from its first day';
COMMENT ON COLUMN member.left_on IS 'first day on which it is no longer a member';

CREATE TABLE IF NOT EXISTS office (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('national_bureau', 'general_secretariat', 'command_centre',
        'regional_bureau', 'crime_unit', 'international_entity')),
    member text NOT NULL REFERENCES member,
    UNIQUE (id, member)
);
COMMENT ON COLUMN office.member IS 'member it belongs to; XGS for the Organization''s own';

CREATE TABLE IF NOT EXISTS entity (
    id text PRIMARY KEY,
    member text NOT NULL REFERENCES member,
    name text NOT NULL CHECK (length(name) BETWEEN 2 AND 200),
    kind text NOT NULL CHECK (kind IN ('border', 'customs', 'frontline', 'investigation', 'judiciary')),
    databases text[] NOT NULL,
    purposes text[] NOT NULL,
    may_write boolean NOT NULL,
    site text,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'revoked')),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    UNIQUE (id, member),
    CHECK ((state = 'revoked') = (revoked_at IS NOT NULL))
);
COMMENT ON TABLE entity IS 'national authority that a bureau lets in, and how far (RPD 21)';
COMMENT ON COLUMN entity.databases IS 'databases opened; empty opens none';
COMMENT ON COLUMN entity.purposes IS 'purposes opened; empty opens none';
CREATE INDEX IF NOT EXISTS entity_by_member ON entity (member, id);

CREATE TABLE IF NOT EXISTS principal (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('person', 'machine')),
    member text NOT NULL REFERENCES member,
    office text NOT NULL,
    entity text,
    username text UNIQUE,
    name text NOT NULL CHECK (length(name) BETWEEN 2 AND 200),
    roles text[] NOT NULL,
    locale text,
    databases text[],
    purposes text[],
    may_write boolean NOT NULL DEFAULT true,
    site text,
    state text NOT NULL CHECK (state IN ('invited', 'active', 'locked', 'revoked')),
    created_at timestamptz NOT NULL,
    last_sign_in timestamptz,
    asked_roles text[],
    asked_by text,
    FOREIGN KEY (office, member) REFERENCES office (id, member),
    FOREIGN KEY (entity, member) REFERENCES entity (id, member),
    CHECK ((kind = 'person') = (username IS NOT NULL)),
    CHECK (username ~ ('^[a-z0-9.-]{2,64}@' || lower(member) || '$')),
    CHECK ((asked_roles IS NULL) = (asked_by IS NULL))
);
COMMENT ON TABLE principal IS 'person or machine that can be held to account';
COMMENT ON COLUMN principal.username IS 'name for signing in, such as a.martin@fra; ends with the member, so that a taken name tells nothing about other bureaus';
COMMENT ON COLUMN principal.databases IS 'the person''s own limit, beside the entity''s; NULL is none, empty closes all';
COMMENT ON COLUMN principal.purposes IS 'the same for purposes';
COMMENT ON COLUMN principal.asked_roles IS 'roles that wait for a second administrator';
CREATE INDEX IF NOT EXISTS principal_by_member ON principal (member, id);
CREATE INDEX IF NOT EXISTS principal_by_entity ON principal (entity) WHERE entity IS NOT NULL;

CREATE TABLE IF NOT EXISTS invitation (
    token_hash bytea PRIMARY KEY,
    principal text NOT NULL REFERENCES principal ON DELETE CASCADE,
    member text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
COMMENT ON COLUMN invitation.token_hash IS 'SHA-256 of the token in the link; the token itself is nowhere';
CREATE INDEX IF NOT EXISTS invitation_by_principal ON invitation (principal);

CREATE TABLE IF NOT EXISTS machine_secret (
    secret_hash bytea PRIMARY KEY,
    principal text NOT NULL REFERENCES principal ON DELETE CASCADE,
    member text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
COMMENT ON COLUMN machine_secret.secret_hash IS 'SHA-256; enough for 256 random bits';
CREATE INDEX IF NOT EXISTS machine_secret_by_principal ON machine_secret (principal);

CREATE TABLE IF NOT EXISTS session (
    id text PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    principal text NOT NULL REFERENCES principal ON DELETE CASCADE,
    member text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('second_factor', 'enrol', 'full')),
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    address text NOT NULL DEFAULT '',
    agent text NOT NULL DEFAULT '',
    failed_codes smallint NOT NULL DEFAULT 0,
    last_purpose text,
    last_databases text[],
    revoked_at timestamptz
);
COMMENT ON COLUMN session.token_hash IS 'SHA-256 of the cookie; the cookie itself is nowhere';
COMMENT ON COLUMN session.failed_codes IS 'wrong codes in this session; at five it dies';
CREATE INDEX IF NOT EXISTS session_open ON session (principal) WHERE revoked_at IS NULL;

CREATE TABLE IF NOT EXISTS password (
    principal text PRIMARY KEY REFERENCES principal ON DELETE CASCADE,
    hash text NOT NULL,
    changed_at timestamptz NOT NULL
);
COMMENT ON COLUMN password.hash IS 'argon2id, with its parameters and salt';

CREATE TABLE IF NOT EXISTS totp (
    principal text PRIMARY KEY REFERENCES principal ON DELETE CASCADE,
    secret bytea,
    pending bytea,
    last_step bigint NOT NULL DEFAULT 0,
    CHECK (secret IS NOT NULL OR pending IS NOT NULL)
);
COMMENT ON COLUMN totp.secret IS 'sealed with the key file of the data folder; NULL until a code has confirmed it';
COMMENT ON COLUMN totp.pending IS 'sealed secret that waits for its first code';
COMMENT ON COLUMN totp.last_step IS 'newest 30-second step used; it and all before are dead';

CREATE TABLE IF NOT EXISTS recovery_code (
    principal text NOT NULL REFERENCES principal ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (principal, code_hash)
);
COMMENT ON TABLE recovery_code IS 'codes not used yet; a used one is deleted';

CREATE TABLE IF NOT EXISTS passkey (
    id text PRIMARY KEY,
    principal text NOT NULL REFERENCES principal ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    label text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
COMMENT ON COLUMN passkey.sign_count IS 'as last told; one that goes back shows a copied key';
CREATE INDEX IF NOT EXISTS passkey_by_principal ON passkey (principal);

CREATE TABLE IF NOT EXISTS passkey_challenge (
    id text PRIMARY KEY,
    challenge bytea NOT NULL,
    principal text REFERENCES principal ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE passkey_challenge IS 'challenges under way; each is deleted at its first use';

CREATE TABLE IF NOT EXISTS sign_in_attempt (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_at timestamptz NOT NULL
);
COMMENT ON COLUMN sign_in_attempt.key IS 'SHA-256 of a name or an address; names nobody has count as well';

CREATE TABLE IF NOT EXISTS signing_key (
    kid text PRIMARY KEY,
    public bytea NOT NULL CHECK (octet_length(public) = 32),
    private bytea NOT NULL,
    not_before timestamptz NOT NULL,
    retires_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN signing_key.private IS 'sealed with the key file of the data folder';
COMMENT ON COLUMN signing_key.retires_at IS 'signs no token later';
COMMENT ON COLUMN signing_key.expires_at IS 'verifies no token later';

-- The wall. Reference data: everybody reads. A bureau's own: that bureau alone.
-- Everything secret: wasl_system alone, and only what signing in needs.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['member', 'office', 'entity', 'principal', 'invitation',
        'machine_secret', 'session', 'password', 'totp', 'recovery_code', 'passkey',
        'passkey_challenge', 'sign_in_attempt', 'signing_key'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('DROP POLICY IF EXISTS %I ON %I', name || '_system', name);
        EXECUTE format('CREATE POLICY %I ON %I TO wasl_system USING (true) WITH CHECK (true)',
            name || '_system', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['member', 'office'] LOOP
        EXECUTE format('DROP POLICY IF EXISTS %I ON %I', name || '_open', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO wasl_app USING (true)',
            name || '_open', name);
        EXECUTE format('DROP POLICY IF EXISTS %I ON %I', name || '_owner', name);
        EXECUTE format('CREATE POLICY %I ON %I TO wasl_owner USING (true) WITH CHECK (true)',
            name || '_owner', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['entity', 'principal', 'invitation', 'machine_secret', 'session'] LOOP
        EXECUTE format('DROP POLICY IF EXISTS %I ON %I', name || '_bureau', name);
        EXECUTE format('CREATE POLICY %I ON %I TO wasl_app'
            ' USING (member = (SELECT wasl_context(''member'')))'
            ' WITH CHECK (member = (SELECT wasl_context(''member'')))',
            name || '_bureau', name);
    END LOOP;
END
$$;

-- The register as of 2026-01-01, the same as src/wasl/foundation/vocabulary/data (a test compares).
INSERT INTO member (code, bit) VALUES
    ('ABW', 0), ('AFG', 1), ('AGO', 2), ('ALB', 3), ('AND', 4), ('ARE', 5),
    ('ARG', 6), ('ARM', 7), ('ATG', 8), ('AUS', 9), ('AUT', 10), ('AZE', 11),
    ('BDI', 12), ('BEL', 13), ('BEN', 14), ('BFA', 15), ('BGD', 16), ('BGR', 17),
    ('BHR', 18), ('BHS', 19), ('BIH', 20), ('BLR', 21), ('BLZ', 22), ('BOL', 23),
    ('BRA', 24), ('BRB', 25), ('BRN', 26), ('BTN', 27), ('BWA', 28), ('CAF', 29),
    ('CAN', 30), ('CHE', 31), ('CHL', 32), ('CHN', 33), ('CIV', 34), ('CMR', 35),
    ('COD', 36), ('COG', 37), ('COL', 38), ('COM', 39), ('CPV', 40), ('CRI', 41),
    ('CUB', 42), ('CUW', 43), ('CYP', 44), ('CZE', 45), ('DEU', 46), ('DJI', 47),
    ('DMA', 48), ('DNK', 49), ('DOM', 50), ('DZA', 51), ('ECU', 52), ('EGY', 53),
    ('ERI', 54), ('ESP', 55), ('EST', 56), ('ETH', 57), ('FIN', 58), ('FJI', 59),
    ('FRA', 60), ('FSM', 61), ('GAB', 62), ('GBR', 63), ('GEO', 64), ('GHA', 65),
    ('GIN', 66), ('GMB', 67), ('GNB', 68), ('GNQ', 69), ('GRC', 70), ('GRD', 71),
    ('GTM', 72), ('GUY', 73), ('HND', 74), ('HRV', 75), ('HTI', 76), ('HUN', 77),
    ('IDN', 78), ('IND', 79), ('IRL', 80), ('IRN', 81), ('IRQ', 82), ('ISL', 83),
    ('ISR', 84), ('ITA', 85), ('JAM', 86), ('JOR', 87), ('JPN', 88), ('KAZ', 89),
    ('KEN', 90), ('KGZ', 91), ('KHM', 92), ('KIR', 93), ('KNA', 94), ('KOR', 95),
    ('KWT', 96), ('LAO', 97), ('LBN', 98), ('LBR', 99), ('LBY', 100), ('LCA', 101),
    ('LIE', 102), ('LKA', 103), ('LSO', 104), ('LTU', 105), ('LUX', 106), ('LVA', 107),
    ('MAR', 108), ('MCO', 109), ('MDA', 110), ('MDG', 111), ('MDV', 112), ('MEX', 113),
    ('MHL', 114), ('MKD', 115), ('MLI', 116), ('MLT', 117), ('MMR', 118), ('MNE', 119),
    ('MNG', 120), ('MOZ', 121), ('MRT', 122), ('MUS', 123), ('MWI', 124), ('MYS', 125),
    ('NAM', 126), ('NER', 127), ('NGA', 128), ('NIC', 129), ('NLD', 130), ('NOR', 131),
    ('NPL', 132), ('NRU', 133), ('NZL', 134), ('OMN', 135), ('PAK', 136), ('PAN', 137),
    ('PER', 138), ('PHL', 139), ('PLW', 140), ('PNG', 141), ('POL', 142), ('PRT', 143),
    ('PRY', 144), ('PSE', 145), ('QAT', 146), ('ROU', 147), ('RUS', 148), ('RWA', 149),
    ('SAU', 150), ('SDN', 151), ('SEN', 152), ('SGP', 153), ('SLB', 154), ('SLE', 155),
    ('SLV', 156), ('SMR', 157), ('SOM', 158), ('SRB', 159), ('SSD', 160), ('STP', 161),
    ('SUR', 162), ('SVK', 163), ('SVN', 164), ('SWE', 165), ('SWZ', 166), ('SXM', 167),
    ('SYC', 168), ('SYR', 169), ('TCD', 170), ('TGO', 171), ('THA', 172), ('TJK', 173),
    ('TKM', 174), ('TLS', 175), ('TON', 176), ('TTO', 177), ('TUN', 178), ('TUR', 179),
    ('TZA', 180), ('UGA', 181), ('UKR', 182), ('URY', 183), ('USA', 184), ('UZB', 185),
    ('VAT', 186), ('VCT', 187), ('VEN', 188), ('VNM', 189), ('VUT', 190), ('WSM', 191),
    ('YEM', 192), ('ZAF', 193), ('ZMB', 194), ('ZWE', 195), ('XGS', 200), ('UNO', 201)
ON CONFLICT DO NOTHING;
INSERT INTO office (id, kind, member)
SELECT lower(code) || '-bureau',
       CASE code WHEN 'XGS' THEN 'general_secretariat' WHEN 'UNO' THEN 'international_entity'
            ELSE 'national_bureau' END,
       code
FROM member ON CONFLICT DO NOTHING;
INSERT INTO office (id, kind, member) VALUES
    ('xgs-room-lyon', 'command_centre', 'XGS'),
    ('xgs-room-buenos_aires', 'command_centre', 'XGS'),
    ('xgs-room-singapore', 'command_centre', 'XGS'),
    ('xgs-bureau-abidjan', 'regional_bureau', 'XGS'),
    ('xgs-bureau-buenos_aires', 'regional_bureau', 'XGS'),
    ('xgs-bureau-harare', 'regional_bureau', 'XGS'),
    ('xgs-bureau-nairobi', 'regional_bureau', 'XGS'),
    ('xgs-bureau-san_salvador', 'regional_bureau', 'XGS'),
    ('xgs-bureau-yaounde', 'regional_bureau', 'XGS'),
    ('xgs-unit-counter_terrorism', 'crime_unit', 'XGS'),
    ('xgs-unit-organized_and_emerging_crime', 'crime_unit', 'XGS'),
    ('xgs-unit-cybercrime', 'crime_unit', 'XGS'),
    ('xgs-unit-financial_crime_and_anti_corruption', 'crime_unit', 'XGS'),
    ('xgs-unit-notices_and_diffusions', 'crime_unit', 'XGS'),
    ('xgs-unit-data_protection', 'crime_unit', 'XGS')
ON CONFLICT DO NOTHING;

GRANT SELECT ON member, office TO wasl_app, wasl_system;

GRANT SELECT, INSERT ON entity, principal TO wasl_app;
GRANT UPDATE (name, kind, databases, purposes, may_write, site, state, revoked_at) ON entity TO wasl_app;
GRANT UPDATE (name, roles, office, entity, locale, databases, purposes, may_write, site, state,
    asked_roles, asked_by) ON principal TO wasl_app;
GRANT INSERT ON invitation TO wasl_app;
GRANT SELECT (principal, member, used_at, expires_at), UPDATE (expires_at) ON invitation TO wasl_app;
GRANT INSERT ON machine_secret TO wasl_app;
GRANT SELECT (principal, member, revoked_at), UPDATE (revoked_at) ON machine_secret TO wasl_app;
GRANT SELECT (id, principal, member, stage, created_at, seen_at, address, agent, revoked_at),
    UPDATE (revoked_at) ON session TO wasl_app;

GRANT SELECT, INSERT ON entity, principal, invitation, machine_secret TO wasl_system;
GRANT UPDATE ON entity, principal, invitation, machine_secret TO wasl_system;
GRANT DELETE ON invitation TO wasl_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, password, totp, recovery_code, passkey,
    passkey_challenge, sign_in_attempt, signing_key TO wasl_system;
