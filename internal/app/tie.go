package app

import (
	"errors"
	"fmt"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/charting"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// tieCare gives follow-up and messages what they need of modules that they do not
// stand upon.
func (a *App) tieCare() error {
	h := &a.House
	h.Messages.Complaints, h.Followup.Complaints = a.complaining, a.complaining
	h.Followup.Complain, h.Followup.Raised = a.complain, h.Complaints.RaisedBy
	h.Followup.Reachable = func(tx *db.Tx, people []string) (map[string]bool, error) {
		return h.Messages.Reachable(tx, followup.PurposeForm, people)
	}
	h.Followup.Recorded = func(tx *db.Tx, visits []string) (map[string]string, error) {
		return h.Charting.Says(tx, visits, charting.Treatment)
	}
	h.Messages.QuotaLow = a.quotaLow
	err := a.Facts.Add(events.Subscription{Name: "messages.recheck_complaints", Kinds: []string{complaints.FactRaised, complaints.FactReopened},
		Now: func(tx *db.Tx, f events.Fact) error { return h.Messages.Recheck(tx, f.Patient) }})
	return errors.Join(err, h.Tasks.Add(quotaTask))
}

// complaining tells which patients have an open complaint.
func (a *App) complaining(tx *db.Tx, people []string) (map[string]bool, error) {
	list, err := a.House.Complaints.OpenOf(tx, people)
	out := make(map[string]bool, len(list))
	for p := range list {
		out[p] = true
	}
	return out, err
}

// complain registers what somebody complained of in a follow-up call.
func (a *App) complain(tx *db.Tx, c followup.Complaint) (string, error) {
	return a.House.Complaints.Raise(tx, complaints.New{Clinic: c.Clinic, Patient: c.Patient, About: complaints.AboutService, Subject: c.Doctor,
		Words: c.Words, Way: complaints.ByCall, Origin: c.Contact})
}

// quotaTask is what somebody has to do when a clinic's SMS run out.
var quotaTask = tasks.Kind{Key: "messages.quota_low", Outcomes: tasks.TodoOutcomes, Ladder: []string{org.RoleManager, org.RoleOwner}}

// quotaLow opens a task for whoever manages the clinic; of the head office's pot for
// the manager of its first clinic, since the head office has no desk of its own.
func (a *App) quotaLow(tx *db.Tx, clinic string, left int) error {
	at := clinic
	if at == "" {
		list, err := a.House.Org.AllClinics(tx)
		if err != nil || len(list) == 0 {
			return err
		}
		at = list[0].ID
	}
	zone, err := a.House.Org.Zone(tx, at)
	if err != nil {
		return err
	}
	_, err = a.House.Tasks.Open(tx, tasks.New{Kind: quotaTask.Key, Clinic: at, Role: org.RoleManager,
		Title: tasks.Title{Key: "messages.task.quota_low", Args: map[string]any{"left": left}},
		Due:   civil.Of(tx.Now(), zone).AddDays(1).At(18*60, zone), Dedupe: fmt.Sprint("messages.quota_low:", clinic)})
	return err
}
