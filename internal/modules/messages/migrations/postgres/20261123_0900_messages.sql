-- An account at a provider of channels, of the group or of one clinic; its keys
-- are sealed. app is what the provider calls it.
CREATE TABLE messages_accounts (
  tenant_id    uuid NOT NULL,
  id           uuid NOT NULL,
  version      bigint NOT NULL,
  of_clinic_id uuid,
  kind         text NOT NULL CONSTRAINT messages_accounts_kind CHECK (kind IN ('wecom', 'official', 'mini', 'aliyun', 'tencent')),
  name         text NOT NULL,
  base_url     text NOT NULL,
  app          text NOT NULL,
  keys         text NOT NULL,
  enabled      BOOLEAN NOT NULL,
  tested_at    bigint,
  tested_ok    BOOLEAN NOT NULL,
  tested       text NOT NULL,
  changed_at   bigint NOT NULL,
  changed_by   uuid,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX messages_accounts_app ON messages_accounts (tenant_id, kind, app);

-- How a purpose reads on a channel through an account.
CREATE TABLE messages_templates (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  version    bigint NOT NULL,
  purpose    text NOT NULL,
  channel    text NOT NULL,
  account_id uuid NOT NULL,
  provider   text NOT NULL,
  slots      text NOT NULL,
  body       text NOT NULL,
  enabled    BOOLEAN NOT NULL,
  changed_at bigint NOT NULL,
  changed_by uuid,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_templates_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_templates_one ON messages_templates (tenant_id, purpose, channel, account_id);

-- One row per purpose and occurrence. withdrawn: it was taken back before it was
-- decided, and may be planned again. secret holds where a tap leads, sealed, until
-- nothing more is to be sent.
CREATE TABLE messages_messages (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  version    bigint NOT NULL,
  purpose    text COLLATE "C" NOT NULL,
  occurrence text COLLATE "C" NOT NULL,
  class      text NOT NULL CONSTRAINT messages_messages_class CHECK (class IN ('care', 'service', 'relation', 'marketing', 'staff')),
  urgent     BOOLEAN NOT NULL,
  clinic_id  uuid NOT NULL,
  patient_id uuid,
  staff_id   uuid,
  address_id uuid,
  subject    text NOT NULL,
  fields     text NOT NULL,
  secret     text NOT NULL,
  page       text NOT NULL,
  state      text NOT NULL CONSTRAINT messages_messages_state CHECK (state IN ('planned', 'sending', 'waits_staff', 'accepted', 'unknown', 'delivered', 'failed',
             'dropped', 'expired')),
  reason     text NOT NULL,
  channel    text NOT NULL,
  rung       bigint NOT NULL,
  why        text NOT NULL,
  at         bigint NOT NULL,
  until_at   bigint NOT NULL,
  wake_at    bigint,
  asks       bigint NOT NULL,
  planned_at bigint NOT NULL,
  planned_by uuid,
  sent_at    bigint,
  done_at    bigint,
  past       BOOLEAN NOT NULL,
  withdrawn  BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_messages_whom CHECK (patient_id IS NOT NULL OR staff_id IS NOT NULL OR address_id IS NOT NULL),
  CONSTRAINT messages_messages_span CHECK (until_at > at)
);
CREATE UNIQUE INDEX messages_messages_once ON messages_messages (tenant_id, purpose, occurrence);
CREATE INDEX messages_messages_wake ON messages_messages (tenant_id, wake_at, id) WHERE wake_at IS NOT NULL;
CREATE INDEX messages_messages_urgent ON messages_messages (tenant_id, wake_at, id) WHERE urgent AND state = 'planned';
CREATE INDEX messages_messages_clinic ON messages_messages (tenant_id, clinic_id, id);
CREATE INDEX messages_messages_state ON messages_messages (tenant_id, clinic_id, state, id);
CREATE INDEX messages_messages_patient ON messages_messages (tenant_id, patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX messages_messages_staff ON messages_messages (tenant_id, staff_id, id) WHERE staff_id IS NOT NULL;

-- One row per attempt. whither holds address and text as they went, sealed.
CREATE TABLE messages_sends (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL,
  message_id  uuid NOT NULL,
  rung        bigint NOT NULL,
  number      text COLLATE "C" NOT NULL,
  clinic_id   uuid NOT NULL,
  purpose     text NOT NULL,
  channel     text NOT NULL,
  account_id  uuid NOT NULL,
  address_id  uuid,
  template_id uuid NOT NULL,
  revision    bigint NOT NULL,
  provider    text NOT NULL,
  sender      text NOT NULL,
  state       text NOT NULL CONSTRAINT messages_sends_state CHECK (state IN ('sending', 'waits_staff', 'accepted', 'unknown', 'delivered', 'failed')),
  said        text NOT NULL,
  code        text NOT NULL,
  words       text NOT NULL,
  ref         text COLLATE "C" NOT NULL,
  parts       bigint NOT NULL CONSTRAINT messages_sends_parts CHECK (parts >= 0),
  credit      BOOLEAN NOT NULL,
  tries       bigint NOT NULL,
  whither     text NOT NULL,
  sent_at     bigint NOT NULL,
  said_at     bigint,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_sends_message FOREIGN KEY (tenant_id, message_id) REFERENCES messages_messages (tenant_id, id),
  CONSTRAINT messages_sends_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_sends_rung ON messages_sends (tenant_id, message_id, rung);
CREATE UNIQUE INDEX messages_sends_number ON messages_sends (tenant_id, number);
CREATE INDEX messages_sends_ref ON messages_sends (tenant_id, ref) WHERE ref <> '';
CREATE INDEX messages_sends_use ON messages_sends (tenant_id, clinic_id, sent_at);
CREATE INDEX messages_sends_address ON messages_sends (tenant_id, address_id) WHERE address_id IS NOT NULL;
CREATE FUNCTION messages_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'messages_append_only'; END $$;
CREATE TRIGGER messages_sends_delivered BEFORE UPDATE OF state ON messages_sends
FOR EACH ROW WHEN (OLD.state = 'delivered' AND NEW.state <> 'delivered') EXECUTE FUNCTION messages_refuse();
CREATE TRIGGER messages_sends_update BEFORE UPDATE OF tenant_id, id, message_id, rung, number, clinic_id, channel, account_id ON messages_sends
FOR EACH ROW WHEN (OLD.tenant_id <> NEW.tenant_id OR OLD.id <> NEW.id OR OLD.message_id <> NEW.message_id OR OLD.rung <> NEW.rung OR OLD.number <> NEW.number OR OLD.channel <> NEW.channel
  OR OLD.account_id <> NEW.account_id) EXECUTE FUNCTION messages_refuse();
CREATE TRIGGER messages_sends_delete BEFORE DELETE ON messages_sends
FOR EACH ROW EXECUTE FUNCTION messages_refuse();

-- Every answer as it came: sealed, with the SHA-256 of what it was. under_id is
-- whose key it is sealed with: it goes with the erasure of that person.
CREATE TABLE messages_log (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  clinic_id  uuid NOT NULL,
  account_id uuid NOT NULL,
  message_id uuid NOT NULL,
  at         bigint NOT NULL,
  way        text NOT NULL CONSTRAINT messages_log_way CHECK (way IN ('answer', 'silence')),
  what       text NOT NULL,
  status     bigint NOT NULL,
  under_id   uuid,
  body       text NOT NULL,
  hash       text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_log_message ON messages_log (tenant_id, message_id, id);
CREATE TRIGGER messages_log_update BEFORE UPDATE ON messages_log
FOR EACH ROW EXECUTE FUNCTION messages_refuse();
CREATE TRIGGER messages_log_delete BEFORE DELETE ON messages_log
FOR EACH ROW EXECUTE FUNCTION messages_refuse();

-- Callbacks as they came, sealed. What a provider says twice is one row.
CREATE TABLE messages_notices (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  account_id uuid NOT NULL,
  dedupe     text COLLATE "C" NOT NULL,
  kind       text NOT NULL,
  at         bigint NOT NULL,
  body       text NOT NULL,
  hash       text NOT NULL,
  state      text NOT NULL CONSTRAINT messages_notices_state CHECK (state IN ('new', 'done', 'aside')),
  tries      bigint NOT NULL,
  problem    text NOT NULL,
  wake_at    bigint,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_notices_wakes CHECK ((state = 'new') = (wake_at IS NOT NULL))
);
CREATE UNIQUE INDEX messages_notices_once ON messages_notices (tenant_id, account_id, dedupe);
CREATE INDEX messages_notices_wake ON messages_notices (tenant_id, wake_at, id) WHERE wake_at IS NOT NULL;
CREATE INDEX messages_notices_done ON messages_notices (tenant_id, at) WHERE state = 'done';

-- Openids and external_userids, of one account each.
CREATE TABLE messages_addresses (
  tenant_id    uuid NOT NULL,
  id           uuid NOT NULL,
  account_id   uuid NOT NULL,
  value        text COLLATE "C" NOT NULL,
  nick         text NOT NULL,
  following    BOOLEAN NOT NULL,
  friend_of    text NOT NULL,
  added_by     text NOT NULL,
  union_id     text COLLATE "C" NOT NULL,
  last_word_at bigint,
  seen_at      bigint NOT NULL,
  hints        text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_addresses_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_addresses_value ON messages_addresses (tenant_id, account_id, value);
CREATE INDEX messages_addresses_union ON messages_addresses (tenant_id, union_id) WHERE union_id <> '';

-- Whom an address speaks for.
CREATE TABLE messages_bindings (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  address_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  whose      text NOT NULL,
  source     text NOT NULL,
  bound_at   bigint NOT NULL,
  bound_by   uuid,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_bindings_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE INDEX messages_bindings_address_idx ON messages_bindings (tenant_id, address_id);
CREATE INDEX messages_bindings_patient ON messages_bindings (tenant_id, patient_id);

-- Colleagues' userids at a WeCom account.
CREATE TABLE messages_staff (
  tenant_id  uuid NOT NULL,
  account_id uuid NOT NULL,
  staff_id   uuid NOT NULL,
  userid     text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, account_id, staff_id),
  CONSTRAINT messages_staff_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_staff_userid ON messages_staff (tenant_id, account_id, userid);
CREATE INDEX messages_staff_of ON messages_staff (tenant_id, staff_id);

-- Permissions for one message each, by address and the provider's template.
CREATE TABLE messages_credits (
  tenant_id  uuid NOT NULL,
  address_id uuid NOT NULL,
  template   text COLLATE "C" NOT NULL,
  amount     bigint NOT NULL CONSTRAINT messages_credits_amount CHECK (amount >= 0),
  PRIMARY KEY (tenant_id, address_id, template),
  CONSTRAINT messages_credits_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE TABLE messages_credit_lines (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  address_id uuid NOT NULL,
  template   text NOT NULL,
  kind       text NOT NULL CONSTRAINT messages_credit_lines_kind CHECK (kind IN ('given', 'taken', 'returned', 'void')),
  amount     bigint NOT NULL,
  at         bigint NOT NULL,
  send_id    uuid,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_credit_lines_of ON messages_credit_lines (tenant_id, address_id, id);
CREATE TRIGGER messages_credit_lines_update BEFORE UPDATE ON messages_credit_lines
FOR EACH ROW EXECUTE FUNCTION messages_refuse();
CREATE TRIGGER messages_credit_lines_delete BEFORE DELETE ON messages_credit_lines
FOR EACH ROW EXECUTE FUNCTION messages_refuse();

-- Parts of SMS that may be sent: of the head office ("head") and of each clinic.
CREATE TABLE messages_quota (
  tenant_id uuid NOT NULL,
  pot    text COLLATE "C" NOT NULL,
  amount bigint NOT NULL CONSTRAINT messages_quota_amount CHECK (amount >= 0),
  PRIMARY KEY (tenant_id, pot)
);
CREATE TABLE messages_quota_lines (
  tenant_id uuid NOT NULL,
  id      uuid NOT NULL,
  pot     text COLLATE "C" NOT NULL,
  kind    text NOT NULL CONSTRAINT messages_quota_lines_kind CHECK (kind IN ('bought', 'corrected', 'allotted', 'given_back', 'taken', 'returned')),
  amount  bigint NOT NULL,
  at      bigint NOT NULL,
  by_id   uuid,
  send_id uuid,
  note    text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_quota_lines_of ON messages_quota_lines (tenant_id, pot, id);
CREATE TRIGGER messages_quota_lines_update BEFORE UPDATE ON messages_quota_lines
FOR EACH ROW EXECUTE FUNCTION messages_refuse();
CREATE TRIGGER messages_quota_lines_delete BEFORE DELETE ON messages_quota_lines
FOR EACH ROW EXECUTE FUNCTION messages_refuse();

-- What somebody does not want: a patient, or whoever hears at a number or address.
CREATE TABLE messages_optouts (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  patient_id uuid,
  mark       text COLLATE "C" NOT NULL,
  class      text NOT NULL CONSTRAINT messages_optouts_class CHECK (class IN ('care', 'service', 'relation', 'marketing')),
  channel    text NOT NULL,
  source     text NOT NULL CONSTRAINT messages_optouts_source CHECK (source IN ('reply', 'hand', 'page')),
  note       text NOT NULL,
  at         bigint NOT NULL,
  by_id      uuid,
  ended_at   bigint,
  ended_by   uuid,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_optouts_whom CHECK ((patient_id IS NULL) <> (mark = ''))
);
CREATE INDEX messages_optouts_patient ON messages_optouts (tenant_id, patient_id) WHERE patient_id IS NOT NULL;
CREATE UNIQUE INDEX messages_optouts_mark ON messages_optouts (tenant_id, mark, class, channel) WHERE mark <> '' AND ended_at IS NULL;

-- How much somebody heard of a class on a local day: who is a patient, a household
-- or an address.
CREATE TABLE messages_touches (
  tenant_id uuid NOT NULL,
  who    text COLLATE "C" NOT NULL,
  class  text NOT NULL,
  day    text COLLATE "C" NOT NULL,
  amount bigint NOT NULL CONSTRAINT messages_touches_amount CHECK (amount >= 0),
  PRIMARY KEY (tenant_id, who, class, day)
);
CREATE INDEX messages_touches_day ON messages_touches (tenant_id, day);
