-- How far imports of users have come, so that one that was broken off goes on where it was.
--
-- Of what was imported there are counts and digests alone, and those for a while only.

CREATE TABLE user_imports (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    -- What the input begins with, as a digest: by it the next run finds this one.
    source bytea NOT NULL CHECK (octet_length(source) = 32),
    -- How much of the input is done, and the digest of exactly that much.
    done_bytes bigint NOT NULL,
    done_lines bigint NOT NULL,
    done_digest bytea NOT NULL CHECK (octet_length(done_digest) = 32),
    accepted bigint NOT NULL,
    refused bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT user_imports_source_unique UNIQUE (tenant_id, source)
);

ALTER TABLE user_imports ENABLE ROW LEVEL SECURITY;

CREATE POLICY write ON user_imports TO selfsame_writer
    USING (tenant_id = selfsame_tenant()) WITH CHECK (tenant_id = selfsame_tenant());

GRANT SELECT, INSERT, UPDATE, DELETE ON user_imports TO selfsame_writer;
