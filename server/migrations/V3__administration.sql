-- What administration adds: roles of service tokens, indexes for lists and searches, who did what in more words, and
-- requests that may be sent twice.

ALTER TABLE service_tokens
    -- What the token is for.
    ADD COLUMN role text NOT NULL DEFAULT 'profiles' CHECK (role IN ('profiles', 'admin', 'operator'));

-- Names of tenants are given out by the deployment. Where two have one already, the later gets its id beside it.
UPDATE tenants AS later SET name = left(later.name, 163) || ' ' || later.id
WHERE EXISTS (
    SELECT FROM tenants AS earlier
    WHERE lower(earlier.name) = lower(later.name) AND (earlier.created_at, earlier.id) < (later.created_at, later.id)
);
CREATE UNIQUE INDEX tenants_name_unique ON tenants (lower(name));

-- Compared byte by byte, so that one index finds a value and all that begin with it, whatever the database's locale.
ALTER TABLE users
    ALTER COLUMN user_id TYPE text COLLATE "C",
    ALTER COLUMN email_key TYPE text COLLATE "C",
    ALTER COLUMN handle_skeleton TYPE text COLLATE "C";
CREATE INDEX users_display_name ON users (tenant_id, display_name COLLATE "C", id) WHERE display_name IS NOT NULL;
CREATE INDEX users_first_name ON users (tenant_id, first_name COLLATE "C", id) WHERE first_name IS NOT NULL;
CREATE INDEX users_last_name ON users (tenant_id, last_name COLLATE "C", id) WHERE last_name IS NOT NULL;
-- A list goes through each status and provider that it wants and merges them, so that one index orders every choice.
CREATE INDEX users_listed ON users (tenant_id, status, auth_provider, created_at, id);
CREATE INDEX users_listed_by_email ON users (tenant_id, status, auth_provider, email_key, id);

ALTER TABLE audit_events
    -- What the actor is; null in lines from before there was a choice.
    ADD COLUMN actor_kind text CHECK (actor_kind IN ('user', 'service', 'operator', 'system')),
    -- What each of the fields became, null where that is nobody's business.
    ADD COLUMN recorded text[],
    ADD COLUMN user_agent text,
    ADD COLUMN request_id text;
DROP INDEX audit_events_user;
CREATE INDEX audit_events_newest ON audit_events (tenant_id, at, id);
CREATE INDEX audit_events_user ON audit_events (tenant_id, user_id, at, id);
CREATE INDEX audit_events_action ON audit_events (tenant_id, action, at, id);

-- Requests that came with a key, and what they were answered.
CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- Of the caller, the operation and the key.
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    -- Of the key and the body, so that a body with a password cannot be guessed without the key.
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    operation text NOT NULL,
    -- Whose data the answer has, where it is a user's: it goes when they go.
    user_id uuid,
    -- Null only until its own transaction is over.
    answer json,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    CONSTRAINT idempotency_keys_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_user ON idempotency_keys (tenant_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (tenant_id, expires_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY write ON idempotency_keys TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO selfsame_writer;
