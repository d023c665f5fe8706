-- A clinic's account at a provider; its keys are sealed.
CREATE TABLE gateways_accounts (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  clinic_id  TEXT NOT NULL,
  provider   TEXT NOT NULL CONSTRAINT gateways_accounts_provider CHECK (provider IN ('wechatpay', 'insurance', 'invoice', 'voucher')),
  platform   TEXT NOT NULL,
  base_url   TEXT NOT NULL,
  merchant   TEXT NOT NULL,
  app        TEXT NOT NULL,
  keys       TEXT NOT NULL,
  enabled    BOOLEAN NOT NULL,
  tested_at  INTEGER,
  tested_ok  BOOLEAN NOT NULL,
  tested     TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX gateways_accounts_one ON gateways_accounts (tenant_id, clinic_id, provider, platform);

-- One row per thing asked of the outside world. once_key holds while the same must
-- not be asked again. secret holds what names a person, sealed, until it is over.
CREATE TABLE gateways_requests (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  version     INTEGER NOT NULL,
  clinic_id   TEXT NOT NULL,
  patient_id  TEXT,
  account_id  TEXT NOT NULL,
  provider    TEXT NOT NULL,
  platform    TEXT NOT NULL,
  kind        TEXT NOT NULL CONSTRAINT gateways_requests_kind CHECK (kind IN ('payment', 'payment_return', 'insurance_settle', 'insurance_undo',
              'invoice', 'invoice_red', 'voucher_redeem', 'voucher_undo')),
  number      TEXT NOT NULL,
  of_id       TEXT,
  subject     TEXT NOT NULL,
  once_key    TEXT,
  amount      INTEGER NOT NULL CONSTRAINT gateways_requests_amount CHECK (amount >= 0),
  state       TEXT NOT NULL CONSTRAINT gateways_requests_state CHECK (state IN ('asked', 'sent', 'unknown', 'done', 'refused', 'closed')),
  late        BOOLEAN NOT NULL,
  said        TEXT NOT NULL,
  code        TEXT NOT NULL,
  words       TEXT NOT NULL,
  provider_no TEXT NOT NULL,
  ask         TEXT NOT NULL,
  secret      TEXT NOT NULL,
  answer      TEXT NOT NULL,
  asked_at    INTEGER NOT NULL,
  asked_by    TEXT,
  sending_at  INTEGER,
  sent_at     INTEGER,
  said_at     INTEGER,
  done_at     INTEGER,
  asks        INTEGER NOT NULL,
  closing     BOOLEAN NOT NULL,
  hand_by     TEXT,
  wake_at     INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT gateways_requests_account FOREIGN KEY (tenant_id, account_id) REFERENCES gateways_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX gateways_requests_number ON gateways_requests (tenant_id, number);
CREATE UNIQUE INDEX gateways_requests_once ON gateways_requests (tenant_id, kind, once_key) WHERE once_key IS NOT NULL;
CREATE INDEX gateways_requests_wake ON gateways_requests (tenant_id, wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX gateways_requests_open ON gateways_requests (tenant_id, clinic_id, id) WHERE state IN ('asked', 'sent', 'unknown');
CREATE INDEX gateways_requests_clinic ON gateways_requests (tenant_id, clinic_id, id);
CREATE INDEX gateways_requests_patient ON gateways_requests (tenant_id, patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX gateways_requests_of ON gateways_requests (tenant_id, of_id) WHERE of_id IS NOT NULL;

-- Every answer and every callback as it came: sealed, with the SHA-256 of what it
-- was. notice is the provider's id of a callback: the same one counts once.
CREATE TABLE gateways_log (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  request_id TEXT,
  at         INTEGER NOT NULL,
  way        TEXT NOT NULL CONSTRAINT gateways_log_way CHECK (way IN ('answer', 'silence', 'callback')),
  what       TEXT NOT NULL,
  status     INTEGER NOT NULL,
  body       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  notice     TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX gateways_log_request ON gateways_log (tenant_id, request_id, id) WHERE request_id IS NOT NULL;
CREATE UNIQUE INDEX gateways_log_notice ON gateways_log (tenant_id, account_id, notice) WHERE notice IS NOT NULL;
CREATE TRIGGER gateways_log_update BEFORE UPDATE ON gateways_log
BEGIN SELECT RAISE(ABORT, 'gateways_append_only'); END;
CREATE TRIGGER gateways_log_delete BEFORE DELETE ON gateways_log
BEGIN SELECT RAISE(ABORT, 'gateways_append_only'); END;
CREATE TRIGGER gateways_requests_delete BEFORE DELETE ON gateways_requests
BEGIN SELECT RAISE(ABORT, 'gateways_append_only'); END;
CREATE TRIGGER gateways_requests_update BEFORE UPDATE OF tenant_id, id, clinic_id, account_id, provider, platform, kind, number, of_id, asked_at, asked_by ON gateways_requests
BEGIN SELECT RAISE(ABORT, 'gateways_append_only'); END;
CREATE TRIGGER gateways_requests_done BEFORE UPDATE OF state ON gateways_requests WHEN OLD.state = 'done' AND NEW.state <> 'done'
BEGIN SELECT RAISE(ABORT, 'gateways_append_only'); END;
