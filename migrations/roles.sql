-- The three roles. Run before every upgrade; changes nothing where they exist.
-- wasl_owner owns the tables; wasl_app and wasl_system own nothing.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['wasl_owner', 'wasl_app', 'wasl_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
        IF NOT pg_has_role(current_user, name, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', name, current_user);
        END IF;
    END LOOP;
END
$$;
GRANT USAGE, CREATE ON SCHEMA public TO wasl_owner;
GRANT USAGE ON SCHEMA public TO wasl_app, wasl_system;
