-- An account at a provider of channels, of the group or of one clinic; its keys
-- are sealed. app is what the provider calls it.
CREATE TABLE messages_accounts (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  version      INTEGER NOT NULL,
  of_clinic_id TEXT,
  kind         TEXT NOT NULL CONSTRAINT messages_accounts_kind CHECK (kind IN ('wecom', 'official', 'mini', 'aliyun', 'tencent')),
  name         TEXT NOT NULL,
  base_url     TEXT NOT NULL,
  app          TEXT NOT NULL,
  keys         TEXT NOT NULL,
  enabled      BOOLEAN NOT NULL,
  tested_at    INTEGER,
  tested_ok    BOOLEAN NOT NULL,
  tested       TEXT NOT NULL,
  changed_at   INTEGER NOT NULL,
  changed_by   TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_accounts_app ON messages_accounts (tenant_id, kind, app);

-- How a purpose reads on a channel through an account.
CREATE TABLE messages_templates (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  purpose    TEXT NOT NULL,
  channel    TEXT NOT NULL,
  account_id TEXT NOT NULL,
  provider   TEXT NOT NULL,
  slots      TEXT NOT NULL,
  body       TEXT NOT NULL,
  enabled    BOOLEAN NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_templates_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_templates_one ON messages_templates (tenant_id, purpose, channel, account_id);

-- One row per purpose and occurrence. withdrawn: it was taken back before it was
-- decided, and may be planned again. secret holds where a tap leads, sealed, until
-- nothing more is to be sent.
CREATE TABLE messages_messages (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  purpose    TEXT NOT NULL,
  occurrence TEXT NOT NULL,
  class      TEXT NOT NULL CONSTRAINT messages_messages_class CHECK (class IN ('care', 'service', 'relation', 'marketing', 'staff')),
  urgent     BOOLEAN NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT,
  staff_id   TEXT,
  address_id TEXT,
  subject    TEXT NOT NULL,
  fields     TEXT NOT NULL,
  secret     TEXT NOT NULL,
  page       TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT messages_messages_state CHECK (state IN ('planned', 'sending', 'waits_staff', 'accepted', 'unknown', 'delivered', 'failed',
             'dropped', 'expired')),
  reason     TEXT NOT NULL,
  channel    TEXT NOT NULL,
  rung       INTEGER NOT NULL,
  why        TEXT NOT NULL,
  at         INTEGER NOT NULL,
  until_at   INTEGER NOT NULL,
  wake_at    INTEGER,
  asks       INTEGER NOT NULL,
  planned_at INTEGER NOT NULL,
  planned_by TEXT,
  sent_at    INTEGER,
  done_at    INTEGER,
  past       BOOLEAN NOT NULL,
  withdrawn  BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_messages_whom CHECK (patient_id IS NOT NULL OR staff_id IS NOT NULL OR address_id IS NOT NULL),
  CONSTRAINT messages_messages_span CHECK (until_at > at)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_messages_once ON messages_messages (tenant_id, purpose, occurrence);
CREATE INDEX messages_messages_wake ON messages_messages (tenant_id, wake_at, id) WHERE wake_at IS NOT NULL;
CREATE INDEX messages_messages_urgent ON messages_messages (tenant_id, wake_at, id) WHERE urgent AND state = 'planned';
CREATE INDEX messages_messages_clinic ON messages_messages (tenant_id, clinic_id, id);
CREATE INDEX messages_messages_state ON messages_messages (tenant_id, clinic_id, state, id);
CREATE INDEX messages_messages_patient ON messages_messages (tenant_id, patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX messages_messages_staff ON messages_messages (tenant_id, staff_id, id) WHERE staff_id IS NOT NULL;

-- One row per attempt. whither holds address and text as they went, sealed.
CREATE TABLE messages_sends (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  message_id  TEXT NOT NULL,
  rung        INTEGER NOT NULL,
  number      TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  purpose     TEXT NOT NULL,
  channel     TEXT NOT NULL,
  account_id  TEXT NOT NULL,
  address_id  TEXT,
  template_id TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  provider    TEXT NOT NULL,
  sender      TEXT NOT NULL,
  state       TEXT NOT NULL CONSTRAINT messages_sends_state CHECK (state IN ('sending', 'waits_staff', 'accepted', 'unknown', 'delivered', 'failed')),
  said        TEXT NOT NULL,
  code        TEXT NOT NULL,
  words       TEXT NOT NULL,
  ref         TEXT NOT NULL,
  parts       INTEGER NOT NULL CONSTRAINT messages_sends_parts CHECK (parts >= 0),
  credit      BOOLEAN NOT NULL,
  tries       INTEGER NOT NULL,
  whither     TEXT NOT NULL,
  sent_at     INTEGER NOT NULL,
  said_at     INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_sends_message FOREIGN KEY (tenant_id, message_id) REFERENCES messages_messages (tenant_id, id),
  CONSTRAINT messages_sends_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_sends_rung ON messages_sends (tenant_id, message_id, rung);
CREATE UNIQUE INDEX messages_sends_number ON messages_sends (tenant_id, number);
CREATE INDEX messages_sends_ref ON messages_sends (tenant_id, ref) WHERE ref <> '';
CREATE INDEX messages_sends_use ON messages_sends (tenant_id, clinic_id, sent_at);
CREATE INDEX messages_sends_address ON messages_sends (tenant_id, address_id) WHERE address_id IS NOT NULL;
CREATE TRIGGER messages_sends_delivered BEFORE UPDATE OF state ON messages_sends WHEN OLD.state = 'delivered' AND NEW.state <> 'delivered'
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;
CREATE TRIGGER messages_sends_update BEFORE UPDATE OF tenant_id, id, message_id, rung, number, clinic_id, channel, account_id ON messages_sends
WHEN OLD.tenant_id <> NEW.tenant_id OR OLD.id <> NEW.id OR OLD.message_id <> NEW.message_id OR OLD.rung <> NEW.rung OR OLD.number <> NEW.number OR OLD.channel <> NEW.channel
  OR OLD.account_id <> NEW.account_id
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;
CREATE TRIGGER messages_sends_delete BEFORE DELETE ON messages_sends
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;

-- Every answer as it came: sealed, with the SHA-256 of what it was. under_id is
-- whose key it is sealed with: it goes with the erasure of that person.
CREATE TABLE messages_log (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  at         INTEGER NOT NULL,
  way        TEXT NOT NULL CONSTRAINT messages_log_way CHECK (way IN ('answer', 'silence')),
  what       TEXT NOT NULL,
  status     INTEGER NOT NULL,
  under_id   TEXT,
  body       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_log_message ON messages_log (tenant_id, message_id, id);
CREATE TRIGGER messages_log_update BEFORE UPDATE ON messages_log
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;
CREATE TRIGGER messages_log_delete BEFORE DELETE ON messages_log
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;

-- Callbacks as they came, sealed. What a provider says twice is one row.
CREATE TABLE messages_notices (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  account_id TEXT NOT NULL,
  dedupe     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  body       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT messages_notices_state CHECK (state IN ('new', 'done', 'aside')),
  tries      INTEGER NOT NULL,
  problem    TEXT NOT NULL,
  wake_at    INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_notices_wakes CHECK ((state = 'new') = (wake_at IS NOT NULL))
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_notices_once ON messages_notices (tenant_id, account_id, dedupe);
CREATE INDEX messages_notices_wake ON messages_notices (tenant_id, wake_at, id) WHERE wake_at IS NOT NULL;
CREATE INDEX messages_notices_done ON messages_notices (tenant_id, at) WHERE state = 'done';

-- Openids and external_userids, of one account each.
CREATE TABLE messages_addresses (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  value        TEXT NOT NULL,
  nick         TEXT NOT NULL,
  following    BOOLEAN NOT NULL,
  friend_of    TEXT NOT NULL,
  added_by     TEXT NOT NULL,
  union_id     TEXT NOT NULL,
  last_word_at INTEGER,
  seen_at      INTEGER NOT NULL,
  hints        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_addresses_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_addresses_value ON messages_addresses (tenant_id, account_id, value);
CREATE INDEX messages_addresses_union ON messages_addresses (tenant_id, union_id) WHERE union_id <> '';

-- Whom an address speaks for.
CREATE TABLE messages_bindings (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  address_id TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  whose      TEXT NOT NULL,
  source     TEXT NOT NULL,
  bound_at   INTEGER NOT NULL,
  bound_by   TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_bindings_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_bindings_address_idx ON messages_bindings (tenant_id, address_id);
CREATE INDEX messages_bindings_patient ON messages_bindings (tenant_id, patient_id);

-- Colleagues' userids at a WeCom account.
CREATE TABLE messages_staff (
  tenant_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  staff_id   TEXT NOT NULL,
  userid     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, account_id, staff_id),
  CONSTRAINT messages_staff_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_staff_userid ON messages_staff (tenant_id, account_id, userid);
CREATE INDEX messages_staff_of ON messages_staff (tenant_id, staff_id);

-- Permissions for one message each, by address and the provider's template.
CREATE TABLE messages_credits (
  tenant_id  TEXT NOT NULL,
  address_id TEXT NOT NULL,
  template   TEXT NOT NULL,
  amount     INTEGER NOT NULL CONSTRAINT messages_credits_amount CHECK (amount >= 0),
  PRIMARY KEY (tenant_id, address_id, template),
  CONSTRAINT messages_credits_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE TABLE messages_credit_lines (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  address_id TEXT NOT NULL,
  template   TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT messages_credit_lines_kind CHECK (kind IN ('given', 'taken', 'returned', 'void')),
  amount     INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  send_id    TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_credit_lines_of ON messages_credit_lines (tenant_id, address_id, id);
CREATE TRIGGER messages_credit_lines_update BEFORE UPDATE ON messages_credit_lines
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;
CREATE TRIGGER messages_credit_lines_delete BEFORE DELETE ON messages_credit_lines
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;

-- Parts of SMS that may be sent: of the head office ("head") and of each clinic.
CREATE TABLE messages_quota (
  tenant_id TEXT NOT NULL,
  pot    TEXT NOT NULL,
  amount INTEGER NOT NULL CONSTRAINT messages_quota_amount CHECK (amount >= 0),
  PRIMARY KEY (tenant_id, pot)
) WITHOUT ROWID;
CREATE TABLE messages_quota_lines (
  tenant_id TEXT NOT NULL,
  id      TEXT NOT NULL,
  pot     TEXT NOT NULL,
  kind    TEXT NOT NULL CONSTRAINT messages_quota_lines_kind CHECK (kind IN ('bought', 'corrected', 'allotted', 'given_back', 'taken', 'returned')),
  amount  INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  by_id   TEXT,
  send_id TEXT,
  note    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_quota_lines_of ON messages_quota_lines (tenant_id, pot, id);
CREATE TRIGGER messages_quota_lines_update BEFORE UPDATE ON messages_quota_lines
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;
CREATE TRIGGER messages_quota_lines_delete BEFORE DELETE ON messages_quota_lines
BEGIN SELECT RAISE(ABORT, 'messages_append_only'); END;

-- What somebody does not want: a patient, or whoever hears at a number or address.
CREATE TABLE messages_optouts (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  patient_id TEXT,
  mark       TEXT NOT NULL,
  class      TEXT NOT NULL CONSTRAINT messages_optouts_class CHECK (class IN ('care', 'service', 'relation', 'marketing')),
  channel    TEXT NOT NULL,
  source     TEXT NOT NULL CONSTRAINT messages_optouts_source CHECK (source IN ('reply', 'hand', 'page')),
  note       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  by_id      TEXT,
  ended_at   INTEGER,
  ended_by   TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_optouts_whom CHECK ((patient_id IS NULL) <> (mark = ''))
) WITHOUT ROWID;
CREATE INDEX messages_optouts_patient ON messages_optouts (tenant_id, patient_id) WHERE patient_id IS NOT NULL;
CREATE UNIQUE INDEX messages_optouts_mark ON messages_optouts (tenant_id, mark, class, channel) WHERE mark <> '' AND ended_at IS NULL;

-- How much somebody heard of a class on a local day: who is a patient, a household
-- or an address.
CREATE TABLE messages_touches (
  tenant_id TEXT NOT NULL,
  who    TEXT NOT NULL,
  class  TEXT NOT NULL,
  day    TEXT NOT NULL,
  amount INTEGER NOT NULL CONSTRAINT messages_touches_amount CHECK (amount >= 0),
  PRIMARY KEY (tenant_id, who, class, day)
) WITHOUT ROWID;
CREATE INDEX messages_touches_day ON messages_touches (tenant_id, day);
