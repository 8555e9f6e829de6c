-- What a superuser runs once on a server of one's own before the first `manage.py migrate`:
-- the four roles, the database, and what the owner needs inside it.
-- Read by `manage.py bootstrap_database` and by the launcher; `{names}` are filled in by them.
-- Everything but the database may be run again.

-- section: roles
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['titelweg_owner', 'titelweg_app', 'titelweg_seeker', 'titelweg_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END $$;

-- The owner migrates. CREATEDB is for the test databases.
ALTER ROLE titelweg_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB PASSWORD {owner_password};

-- Web, workers and tests run as this role; row-level security binds it.
ALTER ROLE titelweg_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {app_password};
ALTER ROLE titelweg_app SET lock_timeout = '5s';
ALTER ROLE titelweg_app SET statement_timeout = '30s';
ALTER ROLE titelweg_app SET idle_in_transaction_session_timeout = '60s';

-- Owns the few SECURITY DEFINER functions that find candidates across authorities.
-- The owner may hand functions over to it, and so may become it: guard the owner's password.
ALTER ROLE titelweg_seeker NOLOGIN NOSUPERUSER BYPASSRLS;
GRANT titelweg_seeker TO titelweg_owner;

-- Backups see every row: pg_dump as the owner fails under FORCE ROW LEVEL SECURITY.
-- To use it: ALTER ROLE titelweg_backup LOGIN PASSWORD '...';
ALTER ROLE titelweg_backup NOSUPERUSER BYPASSRLS;
GRANT pg_read_all_data TO titelweg_backup;

-- section: database
CREATE DATABASE {database} OWNER titelweg_owner;

-- section: inside
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
GRANT CREATE, USAGE ON SCHEMA public TO titelweg_seeker;
