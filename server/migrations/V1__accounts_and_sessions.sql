-- Accounts, sessions, and what guards them.
--
-- Every key leads with the tenant, so that the tables can be distributed by it. Row-level security is the second wall:
-- the writer sees only the tenant that its transaction has set; the reader's single statements reach rows through the
-- tenant of the credential in their own join.

-- Roles belong to the whole cluster, and databases of one cluster may be migrated at the same time. No lock of one
-- database serialises them, so each step is taken until it is seen to be done, whoever did it.
DO $$
DECLARE
    attempt integer := 0;
BEGIN
    LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'selfsame_reader') THEN
                CREATE ROLE selfsame_reader NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'selfsame_writer') THEN
                CREATE ROLE selfsame_writer NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'selfsame_service') THEN
                CREATE ROLE selfsame_service LOGIN NOINHERIT;
            END IF;
            IF NOT EXISTS (
                SELECT FROM pg_auth_members AS membership
                WHERE membership.roleid = 'selfsame_reader'::regrole AND membership.member = 'selfsame_service'::regrole
            ) THEN
                GRANT selfsame_reader TO selfsame_service;
            END IF;
            IF NOT EXISTS (
                SELECT FROM pg_auth_members AS membership
                WHERE membership.roleid = 'selfsame_writer'::regrole AND membership.member = 'selfsame_service'::regrole
            ) THEN
                GRANT selfsame_writer TO selfsame_service;
            END IF;
            EXIT;
        EXCEPTION
            -- "tuple concurrently updated" has no SQLSTATE of its own; it is an internal_error.
            WHEN duplicate_object OR unique_violation OR undefined_object OR internal_error THEN
                attempt := attempt + 1;
                IF attempt > 100 THEN
                    RAISE;
                END IF;
                PERFORM pg_sleep(0.005);
        END;
    END LOOP;
END
$$;

-- The tenant of the transaction; null, which equals nothing, while none is set. After a transaction that set it the
-- setting is the empty string rather than absent.
CREATE FUNCTION selfsame_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('selfsame.tenant_id', true), '')::uuid;

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    registration_open boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    user_id text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'active', 'deleted', 'invited', 'banned')),
    auth_provider text NOT NULL CHECK (auth_provider IN ('local', 'oidc', 'saml')),
    password_hash text,
    display_name text,
    first_name text,
    last_name text,
    bio text,
    avatar_url text,
    phone_number text,
    timezone text,
    locale text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    erase_after timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_user_id_unique UNIQUE (tenant_id, user_id),
    CONSTRAINT users_email_key_unique UNIQUE (tenant_id, email_key),
    CONSTRAINT users_deleted CHECK ((status = 'deleted') = (deleted_at IS NOT NULL))
);
CREATE INDEX users_erase_after ON users (erase_after) WHERE erase_after IS NOT NULL;

CREATE TABLE sessions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    user_agent text,
    address inet,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_user_expiry ON sessions (tenant_id, user_id, expires_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    kind text NOT NULL CHECK (kind IN ('session', 'refresh')),
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, hash),
    CONSTRAINT tokens_session FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX tokens_session ON tokens (tenant_id, session_id);

-- Worth nothing after a crash, so it is not logged. tat is the "theoretical arrival time" of the next request of a key.
CREATE UNLOGGED TABLE rate_limits (
    tenant_id uuid NOT NULL,
    key bytea NOT NULL,
    tat timestamptz NOT NULL,
    admitted boolean NOT NULL,
    PRIMARY KEY (tenant_id, key)
);

-- Who changed what, when and from where: names of fields, never values. It outlives the user, so it refers to nothing.
CREATE TABLE audit_events (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid,
    actor uuid,
    action text NOT NULL,
    fields text[] NOT NULL,
    address inet,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_events_user ON audit_events (tenant_id, user_id);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE rate_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;

CREATE POLICY read ON tenants FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON users FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON sessions FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON tokens FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON audit_events FOR SELECT TO selfsame_reader USING (true);

CREATE POLICY write ON tenants TO selfsame_writer
    USING (id = selfsame_tenant()) WITH CHECK (id = selfsame_tenant());
CREATE POLICY write ON users TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON sessions TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON tokens TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON rate_limits TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON audit_events TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());

GRANT SELECT ON refinery_schema_history, tenants, users, sessions, tokens, audit_events TO selfsame_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants, users, sessions, tokens, rate_limits, audit_events TO selfsame_writer;
