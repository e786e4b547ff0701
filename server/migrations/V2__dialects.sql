-- What the dialects manage, tenant and community add to a profile, and what they stand on: avatars, containers,
-- notifications, service tokens.

ALTER TABLE users
    -- What a deleted account was, for when it is restored.
    ADD COLUMN former_status text,
    -- Replaced whole and read whole, so it is kept as text: jsonb would write a number such as 1e100000 out in full on each
    -- read. What is written here can be cast to jsonb all the same.
    ADD COLUMN attributes json NOT NULL DEFAULT '{}',
    ADD COLUMN avatar_id text,
    ADD COLUMN handle text,
    ADD COLUMN handle_skeleton text,
    ADD COLUMN date_of_birth date,
    -- 64 random bits: both ends of a random uuid, whose fixed bits lie between. A registration that carries them is
    -- counted for the user.
    ADD COLUMN referral_code text NOT NULL
        DEFAULT upper(left(gen_random_uuid()::text, 8) || right(gen_random_uuid()::text, 8)),
    ADD COLUMN referred_by uuid,
    ADD CONSTRAINT users_handle_unique UNIQUE (tenant_id, handle_skeleton),
    ADD CONSTRAINT users_referral_code_unique UNIQUE (tenant_id, referral_code),
    ADD CONSTRAINT users_handle CHECK ((handle IS NULL) = (handle_skeleton IS NULL)),
    -- Who was referred stays when the referrer is erased; by whom does not.
    ADD CONSTRAINT users_referrer FOREIGN KEY (tenant_id, referred_by)
        REFERENCES users (tenant_id, id) ON DELETE SET NULL (referred_by),
    -- There is one avatar, uploaded or linked.
    ADD CONSTRAINT users_avatar CHECK (avatar_id IS NULL OR avatar_url IS NULL);
CREATE INDEX users_referred_by ON users (tenant_id, referred_by, created_at DESC, id DESC)
    WHERE referred_by IS NOT NULL;

CREATE TABLE avatars (
    tenant_id uuid NOT NULL,
    id text NOT NULL,
    user_id uuid NOT NULL,
    picture bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT avatars_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX avatars_user ON avatars (tenant_id, user_id);

CREATE TABLE containers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE container_members (
    tenant_id uuid NOT NULL,
    container_id text NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, container_id, user_id),
    FOREIGN KEY (tenant_id, container_id) REFERENCES containers (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT container_members_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX container_members_user ON container_members (tenant_id, user_id);

CREATE TABLE notifications (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    container_id text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    read_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notifications_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, container_id) REFERENCES containers (tenant_id, id) ON DELETE CASCADE
);
-- With read_at, so that all and unread ones are counted without a look at the rows.
CREATE INDEX notifications_newest ON notifications (tenant_id, user_id, container_id, created_at DESC, id DESC)
    INCLUDE (read_at);
CREATE INDEX notifications_unread ON notifications (tenant_id, user_id, created_at) WHERE read_at IS NULL;

CREATE TABLE service_tokens (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT service_tokens_hash_unique UNIQUE (tenant_id, hash)
);

ALTER TABLE avatars ENABLE ROW LEVEL SECURITY;
ALTER TABLE containers ENABLE ROW LEVEL SECURITY;
ALTER TABLE container_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_tokens ENABLE ROW LEVEL SECURITY;

CREATE POLICY read ON avatars FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON containers FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON container_members FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON notifications FOR SELECT TO selfsame_reader USING (true);
CREATE POLICY read ON service_tokens FOR SELECT TO selfsame_reader USING (true);

CREATE POLICY write ON avatars TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON containers TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON container_members TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON notifications TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());
CREATE POLICY write ON service_tokens TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());

GRANT SELECT ON avatars, containers, container_members, notifications, service_tokens TO selfsame_reader;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON avatars, containers, container_members, notifications, service_tokens TO selfsame_writer;
