package messages

import (
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// objection is what has come to stand against a message that is not out yet, though
// it was decided: it waits for a colleague's tap, or might leave the house again.
type objection struct {
	reason string // "" = nothing
	ends   bool   // the message goes no way at all; else not this one, or not now
}

// objections looks again at what was decided and is not out: a tap hours later, or
// the same bytes once more, are the moment of sending as well.
func (s *Service) objections(tx *db.Tx, list []Message, sends map[string]Send) (map[string]objection, error) {
	var open []Message
	for _, m := range list {
		if m.State == Waits || m.State == Unknown {
			open = append(open, m)
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	d, err := s.gather(tx, open)
	if err != nil {
		return nil, err
	}
	out := make(map[string]objection, len(open))
	for _, m := range open {
		c, err := d.caseOf(m)
		if err != nil {
			return nil, err
		}
		out[m.ID] = c.objection(sends[m.ID])
	}
	return out, nil
}

// objection tells what stands against the attempt of a case now. What was heard today
// is left out: the message was counted when it was decided.
func (c Case) objection(x Send) objection {
	switch reason := c.against(); {
	case reason == ReasonLate:
		return objection{reason: reason} // it ends as what comes too late does, once it is taken back
	case reason != "":
		return objection{reason, true}
	case c.Known.OptedOut[optKey("", x.Channel)] || c.Known.OptedOut[optKey("a:"+x.Address, x.Channel)] || c.Known.OptedOut[optKey("a:"+x.Address, "")]:
		return objection{reason: ReasonOptedOut}
	case !c.Urgent && !c.Rules.Hours.open(c.Known.Now, c.Zone):
		return objection{reason: ReasonQuiet}
	}
	return objection{}
}

// takeBack ends a message that lies before a colleague, for a reason that came up
// after it was laid there, and lets who planned it know.
func (s *Service) takeBack(tx *db.Tx, m Message, reason string) error {
	if err := s.stop(tx, []Message{m}, reason); err != nil {
		return err
	}
	m.Reason = reason
	return s.facts.Publish(tx, told(FactDropped, m))
}

// Recheck has messages to some patients looked at at once that lie before a colleague:
// something has come up against them.
func (s *Service) Recheck(tx *db.Tx, patients ...string) error {
	n, err := wakeWaiting(tx, patients)
	if err != nil || n == 0 {
		return err
	}
	return jobs.Lower(tx, wakeTopic, tx.Now())
}
