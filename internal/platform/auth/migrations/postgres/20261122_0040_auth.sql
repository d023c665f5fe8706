-- The groups by the code that people type and the one that travels in cookies.
-- Both are found before the group is known, so they are unique over all.
CREATE TABLE auth_groups (
  tenant_id   UUID NOT NULL PRIMARY KEY,
  code        TEXT NOT NULL,
  public_code TEXT NOT NULL,
  name        TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX auth_groups_code ON auth_groups (code);
CREATE UNIQUE INDEX auth_groups_public_code ON auth_groups (public_code);

CREATE TABLE auth_accounts (
  tenant_id     UUID NOT NULL,
  id            UUID NOT NULL,
  login         TEXT NOT NULL,
  login_key     TEXT NOT NULL,
  name          TEXT NOT NULL,
  locale        TEXT NOT NULL,
  password_hash TEXT,
  must_change   BOOLEAN NOT NULL,
  totp_sealed   TEXT,
  totp_step     BIGINT NOT NULL DEFAULT 0,
  totp_next     TEXT,
  created_at    BIGINT NOT NULL,
  password_at   BIGINT,
  disabled_at   BIGINT,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX auth_accounts_login ON auth_accounts (tenant_id, login_key);

-- Failed tries by a digest of the login, whether or not there is such an
-- account: an unknown login is locked like a known one.
CREATE TABLE auth_tries (
  tenant_id    UUID NOT NULL,
  login_mac    TEXT NOT NULL,
  failed       BIGINT NOT NULL,
  failed_at    BIGINT NOT NULL,
  locked_until BIGINT,
  PRIMARY KEY (tenant_id, login_mac)
);

CREATE TABLE auth_sessions (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  account_id UUID NOT NULL,
  token_hash TEXT NOT NULL,
  half       BOOLEAN NOT NULL,
  device     TEXT NOT NULL,
  ip         TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES auth_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX auth_sessions_token ON auth_sessions (tenant_id, token_hash);
CREATE INDEX auth_sessions_account ON auth_sessions (tenant_id, account_id);

-- One-time links: an invitation or a reset.
CREATE TABLE auth_links (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  account_id UUID NOT NULL,
  token_hash TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES auth_accounts (tenant_id, id),
  CONSTRAINT auth_links_purpose CHECK (purpose IN ('invite', 'reset'))
);
CREATE UNIQUE INDEX auth_links_token ON auth_links (tenant_id, token_hash);
CREATE INDEX auth_links_account ON auth_links (tenant_id, account_id);

CREATE TABLE auth_recovery (
  tenant_id  UUID NOT NULL,
  account_id UUID NOT NULL,
  code_mac   TEXT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (tenant_id, account_id, code_mac),
  FOREIGN KEY (tenant_id, account_id) REFERENCES auth_accounts (tenant_id, id)
);

-- Break-glass access of one account to one patient; its reason is in the audit.
CREATE TABLE auth_glass (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  account_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  from_at    BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES auth_accounts (tenant_id, id)
);
CREATE INDEX auth_glass_account ON auth_glass (tenant_id, account_id, patient_id, until_at);
