-- The queue of jobs: requests may add one, the worker does the rest.
-- A job's arguments are identifiers alone, never members' data.
SET LOCAL lock_timeout = '4s';

GRANT SELECT, INSERT ON procrastinate_jobs, procrastinate_events TO wasl_app;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO wasl_app;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers
    TO wasl_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO wasl_system;
