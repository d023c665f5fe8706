-- What a patient agreed to: the plan that was accepted, told by its id. No more
-- of it is executed than was accepted.
CREATE TABLE billing_agreements (
  tenant_id      UUID NOT NULL,
  id             UUID NOT NULL,
  home_clinic_id UUID NOT NULL,
  patient_id     UUID NOT NULL,
  contract       BOOLEAN NOT NULL,
  agreed_day     TEXT COLLATE "C" NOT NULL,
  list           BIGINT NOT NULL CONSTRAINT billing_agreements_list CHECK (list >= 0),
  amount         BIGINT NOT NULL CONSTRAINT billing_agreements_amount CHECK (amount >= 0),
  executed       BIGINT NOT NULL,
  executed_list  BIGINT NOT NULL,
  schedule       BIGINT NOT NULL,
  ended_day      TEXT COLLATE "C",
  version        BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_agreements_executed CHECK (executed >= 0 AND executed <= amount)
);
CREATE INDEX billing_agreements_patient ON billing_agreements (tenant_id, patient_id, id);
CREATE INDEX billing_agreements_clinic ON billing_agreements (tenant_id, home_clinic_id, id) WHERE schedule > 0 AND ended_day IS NULL;

-- What falls due of an agreement, by day or by milestone; a milestone gets its day
-- when it is reached, and loses it when the execution that reached it is undone. A new schedule is a further revision; the old ones stay.
CREATE TABLE billing_instalments (
  tenant_id    UUID NOT NULL,
  agreement_id UUID NOT NULL,
  revision     BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  amount       BIGINT NOT NULL CONSTRAINT billing_instalments_amount CHECK (amount > 0),
  milestone    TEXT COLLATE "C" NOT NULL,
  due_day      TEXT COLLATE "C",
  reached_by   UUID,
  PRIMARY KEY (tenant_id, agreement_id, revision, seq),
  CONSTRAINT billing_instalments_when CHECK (milestone <> '' OR due_day IS NOT NULL),
  CONSTRAINT billing_instalments_agreement FOREIGN KEY (tenant_id, agreement_id) REFERENCES billing_agreements (tenant_id, id)
);

-- Bills hold lines; what a bill comes to is the sum of its lines.
CREATE TABLE billing_bills (
  tenant_id   UUID NOT NULL,
  id          UUID NOT NULL,
  clinic_id   UUID NOT NULL,
  patient_id  UUID NOT NULL,
  kind        TEXT COLLATE "C" NOT NULL CONSTRAINT billing_bills_kind CHECK (kind IN ('desk', 'execution')),
  visit_id    UUID,
  day         TEXT COLLATE "C" NOT NULL,
  created_at  BIGINT NOT NULL,
  created_by  UUID,
  voided_at   BIGINT,
  voided_by   UUID,
  void_reason TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_bills_patient ON billing_bills (tenant_id, patient_id, id);
CREATE INDEX billing_bills_day ON billing_bills (tenant_id, clinic_id, day, id);

-- credited is what was taken back of net; paid is what covers the rest of it.
CREATE TABLE billing_lines (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  clinic_id    UUID NOT NULL,
  patient_id   UUID NOT NULL,
  bill_id      UUID NOT NULL,
  item_id      UUID,
  code         TEXT COLLATE "C" NOT NULL,
  name_zh      TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  site         TEXT COLLATE "C" NOT NULL,
  quantity     BIGINT NOT NULL CONSTRAINT billing_lines_quantity CHECK (quantity >= 0),
  list         BIGINT NOT NULL,
  discount     BIGINT NOT NULL,
  net          BIGINT NOT NULL,
  credited     BIGINT NOT NULL,
  credited_qty BIGINT NOT NULL,
  paid         BIGINT NOT NULL,
  agreement_id UUID,
  execution_id UUID,
  doctor_id    UUID,
  assistant_id UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_lines_net CHECK (list >= 0 AND discount >= 0 AND net = list - discount AND net >= 0),
  CONSTRAINT billing_lines_credited CHECK (credited >= 0 AND credited <= net AND credited_qty >= 0 AND credited_qty <= quantity),
  CONSTRAINT billing_lines_paid CHECK (paid >= 0 AND paid <= net - credited),
  CONSTRAINT billing_lines_bill FOREIGN KEY (tenant_id, bill_id) REFERENCES billing_bills (tenant_id, id)
);
CREATE UNIQUE INDEX billing_lines_execution ON billing_lines (tenant_id, execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX billing_lines_bill_at ON billing_lines (tenant_id, bill_id, id);
CREATE INDEX billing_lines_owed ON billing_lines (tenant_id, patient_id, id) WHERE net - credited - paid > 0;
CREATE INDEX billing_lines_agreement ON billing_lines (tenant_id, agreement_id) WHERE agreement_id IS NOT NULL;

-- The last number that a clinic gave in a year.
CREATE TABLE billing_counters (
  tenant_id UUID NOT NULL,
  clinic_id UUID NOT NULL,
  kind      TEXT COLLATE "C" NOT NULL,
  year      BIGINT NOT NULL,
  last      BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id, kind, year)
);

-- What came in at the desk at once, under one number.
CREATE TABLE billing_receipts (
  tenant_id   UUID NOT NULL,
  id          UUID NOT NULL,
  clinic_id   UUID NOT NULL,
  patient_id  UUID NOT NULL,
  number      TEXT COLLATE "C" NOT NULL,
  day         TEXT COLLATE "C" NOT NULL,
  total       BIGINT NOT NULL CONSTRAINT billing_receipts_total CHECK (total > 0),
  given       BIGINT NOT NULL CONSTRAINT billing_receipts_given CHECK (given >= 0),
  change      BIGINT NOT NULL CONSTRAINT billing_receipts_change CHECK (change >= 0 AND change <= given),
  created_at  BIGINT NOT NULL,
  created_by  UUID,
  voided_at   BIGINT,
  voided_by   UUID,
  void_reason TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX billing_receipts_number ON billing_receipts (tenant_id, clinic_id, number);
CREATE INDEX billing_receipts_patient ON billing_receipts (tenant_id, patient_id, id);
CREATE INDEX billing_receipts_day ON billing_receipts (tenant_id, clinic_id, day, id);

-- Money by one means under a receipt: what of it covers lines, what stands, what
-- was given back. A gift came with another tender and is no money.
CREATE TABLE billing_tenders (
  tenant_id      UUID NOT NULL,
  id             UUID NOT NULL,
  home_clinic_id UUID NOT NULL,
  patient_id     UUID NOT NULL,
  receipt_id     UUID NOT NULL,
  means          TEXT COLLATE "C" NOT NULL,
  pot            TEXT COLLATE "C" NOT NULL CONSTRAINT billing_tenders_pot CHECK (pot IN ('prepaid', 'contract', 'principal', 'gift')),
  agreement_id   UUID,
  gift_of        UUID,
  reference      TEXT NOT NULL,
  amount         BIGINT NOT NULL CONSTRAINT billing_tenders_amount CHECK (amount > 0),
  standing       BIGINT NOT NULL CONSTRAINT billing_tenders_standing CHECK (standing >= 0),
  spent          BIGINT NOT NULL CONSTRAINT billing_tenders_spent CHECK (spent >= 0),
  refunded       BIGINT NOT NULL CONSTRAINT billing_tenders_refunded CHECK (refunded >= 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_tenders_balance CHECK (amount = standing + spent + refunded),
  CONSTRAINT billing_tenders_whose CHECK ((pot = 'contract') = (agreement_id IS NOT NULL) AND (pot = 'gift') = (gift_of IS NOT NULL)),
  CONSTRAINT billing_tenders_receipt FOREIGN KEY (tenant_id, receipt_id) REFERENCES billing_receipts (tenant_id, id),
  CONSTRAINT billing_tenders_agreement FOREIGN KEY (tenant_id, agreement_id) REFERENCES billing_agreements (tenant_id, id)
);
CREATE INDEX billing_tenders_receipt_at ON billing_tenders (tenant_id, receipt_id, id);
CREATE INDEX billing_tenders_patient ON billing_tenders (tenant_id, patient_id, id);
CREATE INDEX billing_tenders_agreement_at ON billing_tenders (tenant_id, agreement_id, id) WHERE agreement_id IS NOT NULL;

-- Which tender covers how much of which line.
CREATE TABLE billing_allocations (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  tender_id  UUID NOT NULL,
  line_id    UUID NOT NULL,
  amount     BIGINT NOT NULL CONSTRAINT billing_allocations_amount CHECK (amount > 0),
  given_back BIGINT NOT NULL CONSTRAINT billing_allocations_given_back CHECK (given_back >= 0 AND given_back <= amount),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_allocations_tender FOREIGN KEY (tenant_id, tender_id) REFERENCES billing_tenders (tenant_id, id),
  CONSTRAINT billing_allocations_line FOREIGN KEY (tenant_id, line_id) REFERENCES billing_lines (tenant_id, id)
);
CREATE INDEX billing_allocations_line_at ON billing_allocations (tenant_id, line_id, id);
CREATE INDEX billing_allocations_tender_at ON billing_allocations (tenant_id, tender_id, id);

-- Money given back at the desk, under a number of its own.
CREATE TABLE billing_refunds (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  patient_id UUID NOT NULL,
  number     TEXT COLLATE "C" NOT NULL,
  day        TEXT COLLATE "C" NOT NULL,
  total      BIGINT NOT NULL CONSTRAINT billing_refunds_total CHECK (total > 0),
  reason     TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX billing_refunds_number ON billing_refunds (tenant_id, clinic_id, number);
CREATE INDEX billing_refunds_patient ON billing_refunds (tenant_id, patient_id, id);
CREATE INDEX billing_refunds_day ON billing_refunds (tenant_id, clinic_id, day, id);

-- A till counted and handed over: what was expected of each means, what was there.
CREATE TABLE billing_closings (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  cashier_id UUID NOT NULL,
  day        TEXT COLLATE "C" NOT NULL,
  entries    BIGINT NOT NULL,
  reason     TEXT NOT NULL,
  closed_at  BIGINT NOT NULL,
  closed_by  UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_closings_day ON billing_closings (tenant_id, clinic_id, day, id);
CREATE TABLE billing_counts (
  tenant_id  UUID NOT NULL,
  closing_id UUID NOT NULL,
  means      TEXT COLLATE "C" NOT NULL,
  received   BIGINT NOT NULL,
  given_back BIGINT NOT NULL,
  counted    BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, closing_id, means),
  CONSTRAINT billing_counts_closing FOREIGN KEY (tenant_id, closing_id) REFERENCES billing_closings (tenant_id, id)
);

-- The journal. An entry is one act, its postings move amounts from the account
-- that is credited to the account that is debited: the whole is balanced by its
-- form. Entries are appended only; the one thing that is written later, and once,
-- is the closing that counted them, and the patient whose record was merged. till_id
-- is the cashier in whose till the money lies, also where another one voids.
CREATE TABLE billing_entries (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  patient_id UUID NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL CONSTRAINT billing_entries_kind
             CHECK (kind IN ('charge', 'receive', 'cover', 'credit', 'refund', 'void')),
  day        TEXT COLLATE "C" NOT NULL,
  at         BIGINT NOT NULL,
  actor_id   UUID,
  till_id    UUID,
  of_id      UUID NOT NULL,
  reverses   UUID,
  closing_id UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_entries_patient ON billing_entries (tenant_id, patient_id, id);
CREATE INDEX billing_entries_day ON billing_entries (tenant_id, clinic_id, day, id);
CREATE INDEX billing_entries_open ON billing_entries (tenant_id, clinic_id, till_id, id) WHERE closing_id IS NULL AND kind IN ('receive', 'refund', 'void');
CREATE INDEX billing_entries_closing ON billing_entries (tenant_id, closing_id, id) WHERE closing_id IS NOT NULL;
CREATE INDEX billing_entries_of ON billing_entries (tenant_id, of_id, id);
CREATE TABLE billing_postings (
  tenant_id UUID NOT NULL,
  entry_id  UUID NOT NULL,
  seq       BIGINT NOT NULL,
  debit     TEXT COLLATE "C" NOT NULL,
  credit    TEXT COLLATE "C" NOT NULL,
  amount    BIGINT NOT NULL CONSTRAINT billing_postings_amount CHECK (amount > 0),
  tender_id UUID,
  line_id   UUID,
  PRIMARY KEY (tenant_id, entry_id, seq),
  CONSTRAINT billing_postings_accounts CHECK (debit <> credit
    AND debit IN ('money', 'receivable', 'prepaid', 'contract', 'principal', 'gift', 'gifts_given', 'executed')
    AND credit IN ('money', 'receivable', 'prepaid', 'contract', 'principal', 'gift', 'gifts_given', 'executed')),
  CONSTRAINT billing_postings_entry FOREIGN KEY (tenant_id, entry_id) REFERENCES billing_entries (tenant_id, id)
);
CREATE INDEX billing_postings_tender ON billing_postings (tenant_id, tender_id) WHERE tender_id IS NOT NULL;
CREATE INDEX billing_postings_line ON billing_postings (tenant_id, line_id) WHERE line_id IS NOT NULL;

-- Nothing of this is deleted, and what was written stays as it was written.
CREATE FUNCTION billing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'billing_append_only'; END $$;
CREATE TRIGGER billing_entries_delete BEFORE DELETE ON billing_entries
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_entries_update BEFORE UPDATE OF tenant_id, id, clinic_id, kind, day, at, actor_id, till_id, of_id, reverses ON billing_entries
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_postings_delete BEFORE DELETE ON billing_postings
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_postings_update BEFORE UPDATE OF tenant_id, entry_id, seq, debit, credit, amount, tender_id, line_id ON billing_postings
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_receipts_delete BEFORE DELETE ON billing_receipts
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_receipts_update BEFORE UPDATE OF tenant_id, id, clinic_id, number, day, total, given, change, created_at, created_by ON billing_receipts
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_refunds_delete BEFORE DELETE ON billing_refunds
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_refunds_update BEFORE UPDATE OF tenant_id, id, clinic_id, number, day, total, reason, created_at, created_by ON billing_refunds
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_closings_delete BEFORE DELETE ON billing_closings
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_closings_update BEFORE UPDATE OF tenant_id, id, clinic_id, cashier_id, day, entries, reason, closed_at, closed_by ON billing_closings
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_counts_delete BEFORE DELETE ON billing_counts
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_counts_update BEFORE UPDATE OF tenant_id, closing_id, means, received, given_back, counted ON billing_counts
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_allocations_delete BEFORE DELETE ON billing_allocations
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_allocations_update BEFORE UPDATE OF tenant_id, id, tender_id, line_id, amount ON billing_allocations
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_tenders_delete BEFORE DELETE ON billing_tenders
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_tenders_update BEFORE UPDATE OF tenant_id, id, home_clinic_id, receipt_id, means, pot, agreement_id, gift_of, reference, amount ON billing_tenders
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_lines_delete BEFORE DELETE ON billing_lines
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_lines_update BEFORE UPDATE OF tenant_id, id, clinic_id, bill_id, item_id, code, name_zh, name_en, site, quantity, list, discount, net, agreement_id, execution_id, doctor_id, assistant_id ON billing_lines
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_instalments_delete BEFORE DELETE ON billing_instalments
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_instalments_update BEFORE UPDATE OF tenant_id, agreement_id, revision, seq, amount, milestone ON billing_instalments
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_bills_delete BEFORE DELETE ON billing_bills
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_bills_update BEFORE UPDATE OF tenant_id, id, clinic_id, kind, visit_id, day, created_at, created_by ON billing_bills
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_agreements_delete BEFORE DELETE ON billing_agreements
FOR EACH ROW EXECUTE FUNCTION billing_refuse();

-- These are written once.
CREATE TRIGGER billing_entries_once BEFORE UPDATE OF closing_id ON billing_entries
FOR EACH ROW WHEN (OLD.closing_id IS NOT NULL) EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_receipts_once BEFORE UPDATE OF voided_at ON billing_receipts
FOR EACH ROW WHEN (OLD.voided_at IS NOT NULL) EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_bills_once BEFORE UPDATE OF voided_at ON billing_bills
FOR EACH ROW WHEN (OLD.voided_at IS NOT NULL) EXECUTE FUNCTION billing_refuse();
