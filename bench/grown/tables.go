package grown

// tables are what the past is written into.
type tables struct {
	visits, records, versions                     *rows
	plans, items, executions, steps               *rows
	agreements, instalments, bills, lines         *rows
	receipts, tenders, allocations, refunds       *rows
	closings, counts, entries, postings, counters *rows
}

func newTables() *tables {
	return &tables{
		visits: into("visits_visits", `tenant_id id version clinic_id day patient_id template_id code category colour first_visit add_ons pattern places
			doctor_id turnover_minutes starts_at ends_at appliance_arrived school_age state since_at arrived_at in_place_at started_at treated_at left_at
			ended_as end_reason charged time_locked override_reason note wishes created_at`),
		records: into("charting_records", `tenant_id id version clinic_id patient_id visit_id day kind state author_id writer_id parts review_state
			review_note late states_allergy seq hash created_at changed_at submitted_at signed_at`),
		versions: into("charting_versions", `tenant_id record_id seq act made_by made_at reason content sha256`),
		plans: into("plans_plans", `tenant_id id clinic_id set_id patient_id kind state title doctor_id note offer list_amount gross_amount given_amount
			amount price_day covered revision created_at presented_at accepted_at ended_at end_note version`),
		items: into("plans_items", `tenant_id id clinic_id plan_id position catalog_id code name_zh name_en class unit teeth insured discountable site
			quantity sessions shares list_price price discount note list_amount gross_amount member_off line_off plan_off coupon_off round_off amount`),
		executions: into("plans_executions", `tenant_id id clinic_id plan_id item_id patient_id visit_id doctor_id assistant_id day at by_id quantity
			list_amount amount note undo_note`),
		steps:       into("plans_steps", `tenant_id id clinic_id plan_id item_id kind unit number site list_amount amount void execution_id`),
		agreements:  into("billing_agreements", `tenant_id id home_clinic_id patient_id contract agreed_day list amount executed executed_list schedule ended_day version`),
		instalments: into("billing_instalments", `tenant_id agreement_id revision seq amount milestone due_day`),
		bills:       into("billing_bills", `tenant_id id clinic_id patient_id kind visit_id day created_at created_by void_reason`),
		lines: into("billing_lines", `tenant_id id clinic_id patient_id bill_id item_id code name_zh name_en site quantity list discount net credited
			credited_qty paid agreement_id execution_id doctor_id assistant_id`),
		receipts: into("billing_receipts", `tenant_id id clinic_id patient_id number day total given change created_at created_by void_reason`),
		tenders: into("billing_tenders", `tenant_id id home_clinic_id patient_id receipt_id means pot agreement_id gift_of reference amount standing
			spent refunded`),
		allocations: into("billing_allocations", `tenant_id id tender_id line_id amount given_back`),
		refunds:     into("billing_refunds", `tenant_id id clinic_id patient_id number day total reason created_at created_by`),
		closings:    into("billing_closings", `tenant_id id clinic_id cashier_id day entries reason closed_at closed_by`),
		counts:      into("billing_counts", `tenant_id closing_id means received given_back counted`),
		entries:     into("billing_entries", `tenant_id id clinic_id patient_id kind day at actor_id till_id of_id closing_id`),
		postings:    into("billing_postings", `tenant_id entry_id seq debit credit amount tender_id line_id`),
		counters:    into("billing_counters", `tenant_id clinic_id kind year last`),
	}
}

func (t *tables) all() []*rows {
	return []*rows{t.visits, t.records, t.versions, t.plans, t.items, t.executions, t.steps, t.agreements, t.instalments, t.bills, t.lines,
		t.receipts, t.tenders, t.allocations, t.refunds, t.closings, t.counts, t.entries, t.postings, t.counters}
}
