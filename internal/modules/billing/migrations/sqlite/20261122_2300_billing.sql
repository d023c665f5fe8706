-- What a patient agreed to: the plan that was accepted, told by its id. No more
-- of it is executed than was accepted.
CREATE TABLE billing_agreements (
  tenant_id      TEXT NOT NULL,
  id             TEXT NOT NULL,
  home_clinic_id TEXT NOT NULL,
  patient_id     TEXT NOT NULL,
  contract       BOOLEAN NOT NULL,
  agreed_day     TEXT NOT NULL,
  list           INTEGER NOT NULL CONSTRAINT billing_agreements_list CHECK (list >= 0),
  amount         INTEGER NOT NULL CONSTRAINT billing_agreements_amount CHECK (amount >= 0),
  executed       INTEGER NOT NULL,
  executed_list  INTEGER NOT NULL,
  schedule       INTEGER NOT NULL,
  ended_day      TEXT,
  version        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_agreements_executed CHECK (executed >= 0 AND executed <= amount)
) WITHOUT ROWID;
CREATE INDEX billing_agreements_patient ON billing_agreements (tenant_id, patient_id, id);
CREATE INDEX billing_agreements_clinic ON billing_agreements (tenant_id, home_clinic_id, id) WHERE schedule > 0 AND ended_day IS NULL;

-- What falls due of an agreement, by day or by milestone; a milestone gets its day
-- when it is reached, and loses it when the execution that reached it is undone. A new schedule is a further revision; the old ones stay.
CREATE TABLE billing_instalments (
  tenant_id    TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  amount       INTEGER NOT NULL CONSTRAINT billing_instalments_amount CHECK (amount > 0),
  milestone    TEXT NOT NULL,
  due_day      TEXT,
  reached_by   TEXT,
  PRIMARY KEY (tenant_id, agreement_id, revision, seq),
  CONSTRAINT billing_instalments_when CHECK (milestone <> '' OR due_day IS NOT NULL),
  CONSTRAINT billing_instalments_agreement FOREIGN KEY (tenant_id, agreement_id) REFERENCES billing_agreements (tenant_id, id)
) WITHOUT ROWID;

-- Bills hold lines; what a bill comes to is the sum of its lines.
CREATE TABLE billing_bills (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  patient_id  TEXT NOT NULL,
  kind        TEXT NOT NULL CONSTRAINT billing_bills_kind CHECK (kind IN ('desk', 'execution')),
  visit_id    TEXT,
  day         TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT,
  voided_at   INTEGER,
  voided_by   TEXT,
  void_reason TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_bills_patient ON billing_bills (tenant_id, patient_id, id);
CREATE INDEX billing_bills_day ON billing_bills (tenant_id, clinic_id, day, id);

-- credited is what was taken back of net; paid is what covers the rest of it.
CREATE TABLE billing_lines (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  bill_id      TEXT NOT NULL,
  item_id      TEXT,
  code         TEXT NOT NULL,
  name_zh      TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  site         TEXT NOT NULL,
  quantity     INTEGER NOT NULL CONSTRAINT billing_lines_quantity CHECK (quantity >= 0),
  list         INTEGER NOT NULL,
  discount     INTEGER NOT NULL,
  net          INTEGER NOT NULL,
  credited     INTEGER NOT NULL,
  credited_qty INTEGER NOT NULL,
  paid         INTEGER NOT NULL,
  agreement_id TEXT,
  execution_id TEXT,
  doctor_id    TEXT,
  assistant_id TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_lines_net CHECK (list >= 0 AND discount >= 0 AND net = list - discount AND net >= 0),
  CONSTRAINT billing_lines_credited CHECK (credited >= 0 AND credited <= net AND credited_qty >= 0 AND credited_qty <= quantity),
  CONSTRAINT billing_lines_paid CHECK (paid >= 0 AND paid <= net - credited),
  CONSTRAINT billing_lines_bill FOREIGN KEY (tenant_id, bill_id) REFERENCES billing_bills (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX billing_lines_execution ON billing_lines (tenant_id, execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX billing_lines_bill_at ON billing_lines (tenant_id, bill_id, id);
CREATE INDEX billing_lines_owed ON billing_lines (tenant_id, patient_id, id) WHERE net - credited - paid > 0;
CREATE INDEX billing_lines_agreement ON billing_lines (tenant_id, agreement_id) WHERE agreement_id IS NOT NULL;

-- The last number that a clinic gave in a year.
CREATE TABLE billing_counters (
  tenant_id TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  year      INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id, kind, year)
) WITHOUT ROWID;

-- What came in at the desk at once, under one number.
CREATE TABLE billing_receipts (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  patient_id  TEXT NOT NULL,
  number      TEXT NOT NULL,
  day         TEXT NOT NULL,
  total       INTEGER NOT NULL CONSTRAINT billing_receipts_total CHECK (total > 0),
  given       INTEGER NOT NULL CONSTRAINT billing_receipts_given CHECK (given >= 0),
  change      INTEGER NOT NULL CONSTRAINT billing_receipts_change CHECK (change >= 0 AND change <= given),
  created_at  INTEGER NOT NULL,
  created_by  TEXT,
  voided_at   INTEGER,
  voided_by   TEXT,
  void_reason TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX billing_receipts_number ON billing_receipts (tenant_id, clinic_id, number);
CREATE INDEX billing_receipts_patient ON billing_receipts (tenant_id, patient_id, id);
CREATE INDEX billing_receipts_day ON billing_receipts (tenant_id, clinic_id, day, id);

-- Money by one means under a receipt: what of it covers lines, what stands, what
-- was given back. A gift came with another tender and is no money.
CREATE TABLE billing_tenders (
  tenant_id      TEXT NOT NULL,
  id             TEXT NOT NULL,
  home_clinic_id TEXT NOT NULL,
  patient_id     TEXT NOT NULL,
  receipt_id     TEXT NOT NULL,
  means          TEXT NOT NULL,
  pot            TEXT NOT NULL CONSTRAINT billing_tenders_pot CHECK (pot IN ('prepaid', 'contract', 'principal', 'gift')),
  agreement_id   TEXT,
  gift_of        TEXT,
  reference      TEXT NOT NULL,
  amount         INTEGER NOT NULL CONSTRAINT billing_tenders_amount CHECK (amount > 0),
  standing       INTEGER NOT NULL CONSTRAINT billing_tenders_standing CHECK (standing >= 0),
  spent          INTEGER NOT NULL CONSTRAINT billing_tenders_spent CHECK (spent >= 0),
  refunded       INTEGER NOT NULL CONSTRAINT billing_tenders_refunded CHECK (refunded >= 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_tenders_balance CHECK (amount = standing + spent + refunded),
  CONSTRAINT billing_tenders_whose CHECK ((pot = 'contract') = (agreement_id IS NOT NULL) AND (pot = 'gift') = (gift_of IS NOT NULL)),
  CONSTRAINT billing_tenders_receipt FOREIGN KEY (tenant_id, receipt_id) REFERENCES billing_receipts (tenant_id, id),
  CONSTRAINT billing_tenders_agreement FOREIGN KEY (tenant_id, agreement_id) REFERENCES billing_agreements (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_tenders_receipt_at ON billing_tenders (tenant_id, receipt_id, id);
CREATE INDEX billing_tenders_patient ON billing_tenders (tenant_id, patient_id, id);
CREATE INDEX billing_tenders_agreement_at ON billing_tenders (tenant_id, agreement_id, id) WHERE agreement_id IS NOT NULL;

-- Which tender covers how much of which line.
CREATE TABLE billing_allocations (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  tender_id  TEXT NOT NULL,
  line_id    TEXT NOT NULL,
  amount     INTEGER NOT NULL CONSTRAINT billing_allocations_amount CHECK (amount > 0),
  given_back INTEGER NOT NULL CONSTRAINT billing_allocations_given_back CHECK (given_back >= 0 AND given_back <= amount),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_allocations_tender FOREIGN KEY (tenant_id, tender_id) REFERENCES billing_tenders (tenant_id, id),
  CONSTRAINT billing_allocations_line FOREIGN KEY (tenant_id, line_id) REFERENCES billing_lines (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_allocations_line_at ON billing_allocations (tenant_id, line_id, id);
CREATE INDEX billing_allocations_tender_at ON billing_allocations (tenant_id, tender_id, id);

-- Money given back at the desk, under a number of its own.
CREATE TABLE billing_refunds (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  number     TEXT NOT NULL,
  day        TEXT NOT NULL,
  total      INTEGER NOT NULL CONSTRAINT billing_refunds_total CHECK (total > 0),
  reason     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX billing_refunds_number ON billing_refunds (tenant_id, clinic_id, number);
CREATE INDEX billing_refunds_patient ON billing_refunds (tenant_id, patient_id, id);
CREATE INDEX billing_refunds_day ON billing_refunds (tenant_id, clinic_id, day, id);

-- A till counted and handed over: what was expected of each means, what was there.
CREATE TABLE billing_closings (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  cashier_id TEXT NOT NULL,
  day        TEXT NOT NULL,
  entries    INTEGER NOT NULL,
  reason     TEXT NOT NULL,
  closed_at  INTEGER NOT NULL,
  closed_by  TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_closings_day ON billing_closings (tenant_id, clinic_id, day, id);
CREATE TABLE billing_counts (
  tenant_id  TEXT NOT NULL,
  closing_id TEXT NOT NULL,
  means      TEXT NOT NULL,
  received   INTEGER NOT NULL,
  given_back INTEGER NOT NULL,
  counted    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, closing_id, means),
  CONSTRAINT billing_counts_closing FOREIGN KEY (tenant_id, closing_id) REFERENCES billing_closings (tenant_id, id)
) WITHOUT ROWID;

-- The journal. An entry is one act, its postings move amounts from the account
-- that is credited to the account that is debited: the whole is balanced by its
-- form. Entries are appended only; the one thing that is written later, and once,
-- is the closing that counted them, and the patient whose record was merged. till_id
-- is the cashier in whose till the money lies, also where another one voids.
CREATE TABLE billing_entries (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT billing_entries_kind
             CHECK (kind IN ('charge', 'receive', 'cover', 'credit', 'refund', 'void')),
  day        TEXT NOT NULL,
  at         INTEGER NOT NULL,
  actor_id   TEXT,
  till_id    TEXT,
  of_id      TEXT NOT NULL,
  reverses   TEXT,
  closing_id TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_entries_patient ON billing_entries (tenant_id, patient_id, id);
CREATE INDEX billing_entries_day ON billing_entries (tenant_id, clinic_id, day, id);
CREATE INDEX billing_entries_open ON billing_entries (tenant_id, clinic_id, till_id, id) WHERE closing_id IS NULL AND kind IN ('receive', 'refund', 'void');
CREATE INDEX billing_entries_closing ON billing_entries (tenant_id, closing_id, id) WHERE closing_id IS NOT NULL;
CREATE INDEX billing_entries_of ON billing_entries (tenant_id, of_id, id);
CREATE TABLE billing_postings (
  tenant_id TEXT NOT NULL,
  entry_id  TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  debit     TEXT NOT NULL,
  credit    TEXT NOT NULL,
  amount    INTEGER NOT NULL CONSTRAINT billing_postings_amount CHECK (amount > 0),
  tender_id TEXT,
  line_id   TEXT,
  PRIMARY KEY (tenant_id, entry_id, seq),
  CONSTRAINT billing_postings_accounts CHECK (debit <> credit
    AND debit IN ('money', 'receivable', 'prepaid', 'contract', 'principal', 'gift', 'gifts_given', 'executed')
    AND credit IN ('money', 'receivable', 'prepaid', 'contract', 'principal', 'gift', 'gifts_given', 'executed')),
  CONSTRAINT billing_postings_entry FOREIGN KEY (tenant_id, entry_id) REFERENCES billing_entries (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_postings_tender ON billing_postings (tenant_id, tender_id) WHERE tender_id IS NOT NULL;
CREATE INDEX billing_postings_line ON billing_postings (tenant_id, line_id) WHERE line_id IS NOT NULL;

-- Nothing of this is deleted, and what was written stays as it was written.
CREATE TRIGGER billing_entries_delete BEFORE DELETE ON billing_entries
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_entries_update BEFORE UPDATE OF tenant_id, id, clinic_id, kind, day, at, actor_id, till_id, of_id, reverses ON billing_entries
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_postings_delete BEFORE DELETE ON billing_postings
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_postings_update BEFORE UPDATE OF tenant_id, entry_id, seq, debit, credit, amount, tender_id, line_id ON billing_postings
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_receipts_delete BEFORE DELETE ON billing_receipts
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_receipts_update BEFORE UPDATE OF tenant_id, id, clinic_id, number, day, total, given, change, created_at, created_by ON billing_receipts
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_refunds_delete BEFORE DELETE ON billing_refunds
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_refunds_update BEFORE UPDATE OF tenant_id, id, clinic_id, number, day, total, reason, created_at, created_by ON billing_refunds
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_closings_delete BEFORE DELETE ON billing_closings
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_closings_update BEFORE UPDATE OF tenant_id, id, clinic_id, cashier_id, day, entries, reason, closed_at, closed_by ON billing_closings
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_counts_delete BEFORE DELETE ON billing_counts
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_counts_update BEFORE UPDATE OF tenant_id, closing_id, means, received, given_back, counted ON billing_counts
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_allocations_delete BEFORE DELETE ON billing_allocations
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_allocations_update BEFORE UPDATE OF tenant_id, id, tender_id, line_id, amount ON billing_allocations
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_tenders_delete BEFORE DELETE ON billing_tenders
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_tenders_update BEFORE UPDATE OF tenant_id, id, home_clinic_id, receipt_id, means, pot, agreement_id, gift_of, reference, amount ON billing_tenders
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_lines_delete BEFORE DELETE ON billing_lines
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_lines_update BEFORE UPDATE OF tenant_id, id, clinic_id, bill_id, item_id, code, name_zh, name_en, site, quantity, list, discount, net, agreement_id, execution_id, doctor_id, assistant_id ON billing_lines
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_instalments_delete BEFORE DELETE ON billing_instalments
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_instalments_update BEFORE UPDATE OF tenant_id, agreement_id, revision, seq, amount, milestone ON billing_instalments
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_bills_delete BEFORE DELETE ON billing_bills
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_bills_update BEFORE UPDATE OF tenant_id, id, clinic_id, kind, visit_id, day, created_at, created_by ON billing_bills
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_agreements_delete BEFORE DELETE ON billing_agreements
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;

-- These are written once.
CREATE TRIGGER billing_entries_once BEFORE UPDATE OF closing_id ON billing_entries WHEN OLD.closing_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_receipts_once BEFORE UPDATE OF voided_at ON billing_receipts WHEN OLD.voided_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_bills_once BEFORE UPDATE OF voided_at ON billing_bills WHEN OLD.voided_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
