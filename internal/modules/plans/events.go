package plans

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// The facts that the module publishes. Their bodies carry ids, words of this
// module and fen, never names or notes. The fact's clinic is that of the plan,
// of an execution that where it was done; its patient is the plan's.
const (
	FactPresented       = "plans.presented"        // AgreedBody; subject: the plan
	FactAccepted        = "plans.accepted"         // AgreedBody; subject: the plan
	FactDeclined        = "plans.declined"         // AgreedBody; subject: the plan
	FactChanged         = "plans.changed"          // ChangedBody; subject: the plan; of an accepted plan
	FactItemExecuted    = "plans.item_executed"    // ExecutedBody; subject: the execution
	FactExecutionUndone = "plans.execution_undone" // UndoneBody; subject: the execution
	FactCompleted       = "plans.completed"        // EndedBody; subject: the plan; all is executed, or the doctor says so
	FactReopened        = "plans.reopened"         // EndedBody; subject: the plan; completed before, and something is left again
	FactEnded           = "plans.ended"            // EndedBody; subject: the plan; before all was executed
)

// AgreedBody tells of a plan as a whole.
type AgreedBody struct {
	Plan        string    `json:"plan"`
	Set         string    `json:"set"`
	Kind        Kind      `json:"kind"`
	Doctor      string    `json:"doctor,omitempty"`
	Coordinator string    `json:"coordinator,omitempty"`
	List        money.Fen `json:"list"`   // by the price list, before any discount
	Amount      money.Fen `json:"amount"` // agreed
	Contract    bool      `json:"contract,omitempty"`
	Day         civil.Day `json:"day"`
}

// ExecutedBody tells that steps of one item were done.
type ExecutedBody struct {
	Execution string    `json:"execution"`
	Plan      string    `json:"plan"`
	PlanKind  Kind      `json:"plan_kind"`
	Item      string    `json:"item"`    // of the plan
	Catalog   string    `json:"catalog"` // id of the catalogue's item
	Code      string    `json:"code"`
	Class     string    `json:"class"` // follow-up class of the catalogue
	Site      string    `json:"site,omitempty"`
	Quantity  int       `json:"quantity"` // of the item's unit; 0 while an item of several sessions is not through
	Steps     []string  `json:"steps"`    // kinds of the steps done, in order
	List      money.Fen `json:"list"`
	Amount    money.Fen `json:"amount"` // net
	Visit     string    `json:"visit,omitempty"`
	Doctor    string    `json:"doctor,omitempty"`
	Assistant string    `json:"assistant,omitempty"`
	Day       civil.Day `json:"day"`             // in the zone of the clinic
	First     bool      `json:"first,omitempty"` // nothing of the item was done before
	Last      bool      `json:"last,omitempty"`  // nothing of the item is left
	Contract  bool      `json:"contract,omitempty"`
	Insured   bool      `json:"insured,omitempty"`
}

// UndoneBody tells that an execution does not count any more. It carries what
// the execution carried, so that a hearer can take back exactly that.
type UndoneBody struct {
	Execution string    `json:"execution"`
	Plan      string    `json:"plan"`
	Item      string    `json:"item"`
	List      money.Fen `json:"list"`
	Amount    money.Fen `json:"amount"`
	Visit     string    `json:"visit,omitempty"`
	Contract  bool      `json:"contract,omitempty"`
	Reason    string    `json:"reason"` // key of a reason
	Day       civil.Day `json:"day"`    // on which it was undone
}

// ChangedBody tells that an accepted plan is another from now on.
type ChangedBody struct {
	Plan     string    `json:"plan"`
	Revision int       `json:"revision"` // 1 is what was accepted first
	Before   money.Fen `json:"before"`   // amounts agreed
	Amount   money.Fen `json:"amount"`
}

// EndedBody tells that a plan is over.
type EndedBody struct {
	Plan     string    `json:"plan"`
	Amount   money.Fen `json:"amount"`   // agreed
	Executed money.Fen `json:"executed"` // of it
	Contract bool      `json:"contract,omitempty"`
	Reason   string    `json:"reason,omitempty"` // key of a reason
	Day      civil.Day `json:"day"`
}
