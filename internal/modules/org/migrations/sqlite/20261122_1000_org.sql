-- The clinics of a group. A clinic is known to the whole group (name, zone), so
-- the table is not scoped by clinic; what happens in it is.
CREATE TABLE org_clinics (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  code          TEXT NOT NULL,
  name          TEXT NOT NULL,
  short_name    TEXT NOT NULL,
  kind          TEXT NOT NULL CONSTRAINT org_clinics_kind CHECK (kind IN ('own', 'managed', 'franchise')),
  legal_entity  TEXT NOT NULL,
  city          TEXT NOT NULL,
  address       TEXT NOT NULL,
  phone         TEXT NOT NULL,
  zone          TEXT NOT NULL,
  hours         TEXT NOT NULL,
  number_prefix TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  closed_at     INTEGER,
  version       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX org_clinics_code ON org_clinics (tenant_id, code);
CREATE UNIQUE INDEX org_clinics_prefix ON org_clinics (tenant_id, number_prefix);

-- A person; id is the id of the account as well.
CREATE TABLE org_staff (
  tenant_id            TEXT NOT NULL,
  id                   TEXT NOT NULL,
  name                 TEXT NOT NULL,
  initials             TEXT NOT NULL,
  title                TEXT NOT NULL,
  colour               TEXT NOT NULL,
  may_do_licensed_acts BOOLEAN NOT NULL,
  employed_from        TEXT NOT NULL,
  employed_to          TEXT,
  created_at           INTEGER NOT NULL,
  version              INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT org_staff_account FOREIGN KEY (tenant_id, id) REFERENCES auth_accounts (tenant_id, id),
  CONSTRAINT org_staff_employed CHECK (employed_to IS NULL OR employed_to >= employed_from)
) WITHOUT ROWID;
CREATE INDEX org_staff_initials ON org_staff (tenant_id, initials, id);

-- Who holds which role where. for_clinic is '' for the whole group; it is not
-- called clinic_id, because a person's rights are read as a whole. role_id is
-- the key of a built-in role or the id of the group's own.
CREATE TABLE org_holdings (
  tenant_id  TEXT NOT NULL,
  staff_id   TEXT NOT NULL,
  role_id    TEXT NOT NULL,
  for_clinic TEXT NOT NULL,
  since      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, staff_id, role_id, for_clinic),
  CONSTRAINT org_holdings_staff FOREIGN KEY (tenant_id, staff_id) REFERENCES org_staff (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX org_holdings_clinic ON org_holdings (tenant_id, for_clinic, role_id);
CREATE INDEX org_holdings_role ON org_holdings (tenant_id, role_id);

-- The group's own roles.
CREATE TABLE org_roles (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX org_roles_name ON org_roles (tenant_id, name);

-- The group's rulings: a role has a permission, or has not, whatever the
-- program's default.
CREATE TABLE org_rulings (
  tenant_id  TEXT NOT NULL,
  role_id    TEXT NOT NULL,
  permission TEXT NOT NULL,
  held       BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, role_id, permission)
) WITHOUT ROWID;
