package patients

import (
	"context"
	"slices"

	"archwire/internal/platform/db"
)

// noCircle refuses an introducer who was introduced, over others, by the
// patient: then neither would have come first.
func noCircle(tx *db.Tx, patient, introducer string) error {
	above, err := introducerChain(tx, introducer)
	if err == nil && slices.Contains(above, patient) {
		err = IntroducerCircle.At("introducer.id")
	}
	return err
}

// Referrals gives the tree of everybody who came through a person, across all
// clinics of the group; people outside the actor's sight are counted, not
// named.
func (s *Service) Referrals(ctx context.Context, patient string) (*Branch, error) {
	var tree *Branch
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		root, err := standing(tx, patient)
		if err != nil {
			return err
		}
		tree, err = s.tree(tx, root.ID)
		return err
	})
	return tree, err
}

func (s *Service) tree(tx *db.Tx, root string) (*Branch, error) {
	edges, err := below(tx, root)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(edges))
	by := map[string]string{}
	for i, e := range edges {
		ids[i] = e.ID
		by[e.ID] = e.By
	}
	rows, err := rowsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	visible := map[string]bool{}
	for _, r := range rows {
		visible[r.ID] = true
	}
	for _, id := range ids {
		if !visible[id] {
			rows = append(rows, patientRow{ID: id})
		}
	}
	seals := s.sealer(tx)
	return grow(root, rows, by, visible, func(r patientRow) (Patient, error) { return r.patient(seals) })
}

// Circle is one root of the group with how many came of it.
type Circle struct {
	Patient Patient
	Total   int
	Depth   int
	Around  int // how many of them, the root with them, are in the doctor's care who was asked for
}

// Circles lists the largest referral trees of the group, the largest first; with a
// doctor's id the circles around that doctor: the trees with people in their care,
// those with most of them first.
func (s *Service) Circles(ctx context.Context, doctor string, limit int) ([]Circle, error) {
	var out []Circle
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		rows, err := largestTrees(tx, doctor, limit)
		if err != nil {
			return err
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.Root
		}
		people, err := rowsOf(tx, ids)
		if err != nil {
			return err
		}
		seals := s.sealer(tx)
		for _, r := range rows {
			at := slices.IndexFunc(people, func(p patientRow) bool { return p.ID == r.Root })
			if at < 0 {
				continue
			}
			p, err := people[at].patient(seals)
			if err != nil {
				return err
			}
			out = append(out, Circle{p, r.Total, r.Depth, r.Around})
		}
		return nil
	})
	return out, err
}

// IntroducerCard is what the desk sees when somebody new comes (FD-8): who sent
// them, and what is known of their wishes.
type IntroducerCard struct {
	Patient    Patient
	Introducer Introducer
	Name       string // of the introducer; "" where the actor may not see them
	Important  bool   // the introducer is an important patient
	Brought    int    // how many the introducer has brought
	Tags       []Tag
}

// Card gives the introducer card of a patient.
func (s *Service) Card(ctx context.Context, patient string) (IntroducerCard, error) {
	var c IntroducerCard
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := standing(tx, patient)
		if err != nil {
			return err
		}
		if c.Patient, err = r.patient(s.sealer(tx)); err != nil {
			return err
		}
		tags, err := tagsOf(tx, r.ID)
		if err != nil {
			return err
		}
		c.Introducer, c.Tags = c.Patient.Introducer, tagsFrom(tags)
		return s.introduce(tx, &c)
	})
	return c, err
}

func (s *Service) introduce(tx *db.Tx, c *IntroducerCard) error {
	switch c.Introducer.Kind {
	case ByStaff:
		p, err := s.org.Staff(tx, c.Introducer.ID)
		c.Name = p.Name
		return err
	case ByPatient:
		rows, err := rowsOf(tx, []string{c.Introducer.ID})
		if err != nil || len(rows) == 0 {
			return err
		}
		c.Name, c.Important = rows[0].Name, rows[0].Important
		c.Brought, err = countBrought(tx, c.Introducer.ID)
		return err
	case ByOther:
		c.Name = c.Introducer.Note
	}
	return nil
}
