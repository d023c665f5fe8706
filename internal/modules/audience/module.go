package audience

import (
	"context"

	"archwire/internal/modules/billing"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/charting"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
)

// Deps is what the module stands on.
type Deps struct {
	DB         *db.DB
	Org        *org.Service
	Patients   *patients.Service
	Catalog    *catalog.Service
	Tasks      *tasks.Service
	Messages   *messages.Service
	Visits     *visits.Service
	Plans      *plans.Service
	Charting   *charting.Service
	Billing    *billing.Service
	Complaints *complaints.Service
	Followup   *followup.Service
	Auth       *auth.Service
	Audit      *audit.Log
	Facts      *events.Bus
	Live       *live.Hub // nil: no open screens
	Jobs       *jobs.Queue
	Files      files.Store
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	// Alarm hears of a proof that found somebody wrongly in or out, after it was put
	// right: for metrics. nil: nobody listens.
	Alarm func(b Build)
	// Tagged hears, in the transaction in which it was done, that tags were given to patients
	// or taken from them, nil = from any number; nil: nobody hears.
	Tagged func(tx *db.Tx, patients []string, tags ...string) error
	// Programmes lists the programmes of check-ins, which stand on this floor; nil:
	// there are none.
	Programmes func(tx *db.Tx) ([]Named, error)

	d     Deps
	words *Dictionary
	hooks []func(tx *db.Tx, list []Delta) error
}

// New makes the module.
func New(d Deps) (*Service, error) {
	words, err := NewDictionary(attrList(), kindList())
	return &Service{d: d, words: words}, err
}

// The topics under which the ticker wakes what waits.
const (
	batchTopic = "audience.batch"
	turnTopic  = "audience.turns"
	proofTopic = "audience.proof"
)

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "audience", Migrations: migrations, Texts: texts, Events: s.hears(), Permissions: permissions(), Routes: s.routes, Demo: s.demo,
		Wakers: []jobs.Waker{
			{Topic: batchTopic, Due: func(ctx context.Context, _ int64) error { return s.judgeAll(ctx) }, Next: nextDirty},
			{Topic: turnTopic, Due: s.turnDue, Next: nextTurn},
			{Topic: proofTopic, Due: s.proveDue, Next: nextProof},
		},
	}
}
