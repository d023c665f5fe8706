package audience

import (
	"slices"

	"archwire/internal/platform/db"
)

// settle writes who came and went of some segments, in their order, and tells those who
// asked to hear of it.
func (s *Service) settle(tx *db.Tx, order []standing, changes map[string][]move, why Why, people map[int64]*known) error {
	n := 0
	for _, list := range changes {
		n += len(list)
	}
	if n == 0 {
		return nil
	}
	batch, err := nextBatch(tx)
	if err != nil {
		return err
	}
	told := make([]Delta, 0, n)
	for _, x := range order {
		if len(changes[x.ID]) == 0 {
			continue
		}
		if err := s.write(tx, x, changes[x.ID], why, batch); err != nil {
			return err
		}
		for _, m := range changes[x.ID] {
			told = append(told, Delta{Segment: x.ID, Patient: people[m.person].Patient, In: m.in, At: tx.Now(), Cause: m.cause.Fact, Why: why, Past: m.cause.Past})
		}
	}
	return s.tell(tx, told)
}

// write writes who came to a segment and who went.
func (s *Service) write(tx *db.Tx, x standing, list []move, why Why, batch int64) error {
	var came []memberRow
	var in, out []int64
	deltas := make([]deltaRow, len(list))
	for i, m := range list {
		deltas[i] = deltaRow{batch, x.No, m.person, m.in, tx.Now(), why, m.cause.Fact, m.cause.Past}
		if m.in {
			came, in = append(came, memberRow{x.No, m.person, tx.Now()}), append(in, m.person)
		} else {
			out = append(out, m.person)
		}
	}
	if err := insertMembers(tx, came); err != nil {
		return err
	}
	if err := deleteMembers(tx, x.No, out); err != nil {
		return err
	}
	if err := insertDeltas(tx, deltas); err != nil {
		return err
	}
	if err := s.tagRule(tx, x.Tag, in, out); err != nil {
		return err
	}
	return addSize(tx, x.No, len(in)-len(out))
}

// tagRule gives the tag of a segment to who came, and takes it from who went.
func (s *Service) tagRule(tx *db.Tx, tag string, in, out []int64) error {
	if tag == "" {
		return nil
	}
	rows := make([]taggedRow, len(in))
	for i, p := range in {
		rows[i] = taggedRow{tag, p, SourceRule, tx.Now()}
	}
	if _, err := insertTagged(tx, rows); err != nil {
		return err
	}
	for part := range slices.Chunk(out, 5000) {
		if _, err := deleteTagged(tx, tag, SourceRule, part); err != nil {
			return err
		}
	}
	return s.tellTagged(tx, slices.Concat(in, out), tag)
}

// tellAtOnce is how many deltas a hearer gets in one call.
const tellAtOnce = 1000

func (s *Service) tell(tx *db.Tx, list []Delta) error {
	for part := range slices.Chunk(list, tellAtOnce) {
		for _, hook := range s.hooks {
			if err := hook(tx, part); err != nil {
				return err
			}
		}
	}
	return nil
}
