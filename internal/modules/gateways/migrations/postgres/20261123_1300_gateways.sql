-- A clinic's account at a provider; its keys are sealed.
CREATE TABLE gateways_accounts (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  version    bigint NOT NULL,
  clinic_id  uuid NOT NULL,
  provider   text NOT NULL CONSTRAINT gateways_accounts_provider CHECK (provider IN ('wechatpay', 'insurance', 'invoice', 'voucher')),
  platform   text NOT NULL,
  base_url   text NOT NULL,
  merchant   text NOT NULL,
  app        text NOT NULL,
  keys       text NOT NULL,
  enabled    BOOLEAN NOT NULL,
  tested_at  bigint,
  tested_ok  BOOLEAN NOT NULL,
  tested     text NOT NULL,
  changed_at bigint NOT NULL,
  changed_by uuid,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX gateways_accounts_one ON gateways_accounts (tenant_id, clinic_id, provider, platform);

-- One row per thing asked of the outside world. once_key holds while the same must
-- not be asked again. secret holds what names a person, sealed, until it is over.
CREATE TABLE gateways_requests (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL,
  version     bigint NOT NULL,
  clinic_id   uuid NOT NULL,
  patient_id  uuid,
  account_id  uuid NOT NULL,
  provider    text NOT NULL,
  platform    text NOT NULL,
  kind        text NOT NULL CONSTRAINT gateways_requests_kind CHECK (kind IN ('payment', 'payment_return', 'insurance_settle', 'insurance_undo',
              'invoice', 'invoice_red', 'voucher_redeem', 'voucher_undo')),
  number      text NOT NULL,
  of_id       uuid,
  subject     text NOT NULL,
  once_key    text,
  amount      bigint NOT NULL CONSTRAINT gateways_requests_amount CHECK (amount >= 0),
  state       text NOT NULL CONSTRAINT gateways_requests_state CHECK (state IN ('asked', 'sent', 'unknown', 'done', 'refused', 'closed')),
  late        BOOLEAN NOT NULL,
  said        text NOT NULL,
  code        text NOT NULL,
  words       text NOT NULL,
  provider_no text NOT NULL,
  ask         text NOT NULL,
  secret      text NOT NULL,
  answer      text NOT NULL,
  asked_at    bigint NOT NULL,
  asked_by    uuid,
  sending_at  bigint,
  sent_at     bigint,
  said_at     bigint,
  done_at     bigint,
  asks        bigint NOT NULL,
  closing     BOOLEAN NOT NULL,
  hand_by     uuid,
  wake_at     bigint,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT gateways_requests_account FOREIGN KEY (tenant_id, account_id) REFERENCES gateways_accounts (tenant_id, id)
);
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
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  clinic_id  uuid NOT NULL,
  account_id uuid NOT NULL,
  request_id uuid,
  at         bigint NOT NULL,
  way        text NOT NULL CONSTRAINT gateways_log_way CHECK (way IN ('answer', 'silence', 'callback')),
  what       text NOT NULL,
  status     bigint NOT NULL,
  body       text NOT NULL,
  hash       text NOT NULL,
  notice     text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX gateways_log_request ON gateways_log (tenant_id, request_id, id) WHERE request_id IS NOT NULL;
CREATE UNIQUE INDEX gateways_log_notice ON gateways_log (tenant_id, account_id, notice) WHERE notice IS NOT NULL;
CREATE FUNCTION gateways_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'gateways_append_only'; END $$;
CREATE TRIGGER gateways_log_update BEFORE UPDATE ON gateways_log
FOR EACH ROW EXECUTE FUNCTION gateways_refuse();
CREATE TRIGGER gateways_log_delete BEFORE DELETE ON gateways_log
FOR EACH ROW EXECUTE FUNCTION gateways_refuse();
CREATE TRIGGER gateways_requests_delete BEFORE DELETE ON gateways_requests
FOR EACH ROW EXECUTE FUNCTION gateways_refuse();
CREATE TRIGGER gateways_requests_update BEFORE UPDATE OF tenant_id, id, clinic_id, account_id, provider, platform, kind, number, of_id, asked_at, asked_by ON gateways_requests
FOR EACH ROW EXECUTE FUNCTION gateways_refuse();
CREATE TRIGGER gateways_requests_done BEFORE UPDATE OF state ON gateways_requests
FOR EACH ROW WHEN (OLD.state = 'done' AND NEW.state <> 'done') EXECUTE FUNCTION gateways_refuse();
