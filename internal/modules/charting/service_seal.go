package charting

import (
	"context"
	"errors"
	"fmt"

	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/paper"
)

// Annex gives what another module keeps of a patient, for a sealed record. It
// opens its own transactions under the rights in ctx.
type Annex func(ctx context.Context, patient string) ([]SealPiece, error)

// FactSealed tells that a record was frozen, FactUnsealed that it was opened.
// Subject is the seal; there is no body.
const (
	FactSealed   = "charting.record_sealed"
	FactUnsealed = "charting.record_unsealed"
)

// maxSealed bounds a sealed record, in bytes.
const maxSealed = 16 << 30

// NewSeal asks for a patient's record to be frozen.
type NewSeal struct {
	Clinic  string
	Patient string
	Reason  string
	Present []string
}

// sealing is a seal on its way.
type sealing struct {
	Seal
	clinic  org.Clinic
	patient patients.Patient
	by      string // name
	drafts  int
	pieces  []SealPiece
}

// Seal freezes all that is kept of a patient into one file with a list: records
// with every version, chart, cards, orders, referrals, and what other modules
// add. The file is never changed; the row names it by its hash. Drafts are
// counted and left out: they are nobody's word yet. Needs MaySeal. Faults:
// patients.NotFound, ReasonMissing, NobodyPresent, BadText, RecordDamaged,
// db.OutOfScope, org.ClinicNotFound.
func (s *Service) Seal(ctx context.Context, in NewSeal) (Seal, error) {
	reason, present, err := sealReason(in.Reason, in.Present)
	if err != nil {
		return Seal{}, err
	}
	n := sealing{Seal: Seal{Clinic: in.Clinic, Patient: in.Patient, Reason: reason, Present: present}}
	if err := s.gather(ctx, &n); err != nil {
		return Seal{}, err
	}
	for _, annex := range s.Annexes {
		more, err := annex(ctx, in.Patient)
		if err != nil {
			return Seal{}, err
		}
		n.pieces = append(n.pieces, more...)
	}
	if err := s.list(&n); err != nil {
		return Seal{}, err
	}
	blob, err := s.pack(ctx, n.pieces)
	if err != nil {
		return Seal{}, err
	}
	n.Blob, n.Size = blob.Hash, blob.Size
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertSeal(tx, n.Seal); err != nil {
			return err
		}
		made := SealEvent{Step: SealMade, At: n.At, By: n.By, Reason: n.Reason, Present: n.Present, Intact: true}
		if err := addSealEvent(tx, n.ID, made); err != nil {
			return err
		}
		n.Events = []SealEvent{made}
		if err := s.tellSeal(tx, n.Seal, FactSealed, n.Reason); err != nil {
			return err
		}
		return httpapi.Answer(tx, sealOf(n.Seal, map[string]org.Staff{n.By: {Name: n.by}}))
	})
	return n.Seal, err
}

// gather reads what this module keeps.
func (s *Service) gather(ctx context.Context, n *sealing) error {
	if !id.Valid(n.Patient) {
		return patients.NotFound.With()
	}
	return s.db.Read(ctx, func(tx *db.Tx) (err error) {
		n.pieces, n.drafts = nil, 0
		if err := tx.RequireClinic(n.Clinic); err != nil {
			return err
		}
		if n.patient, err = s.patients.ByID(tx, n.Patient); err != nil {
			return err
		}
		if n.clinic, err = s.org.Clinic(tx, n.Clinic); err != nil {
			return err
		}
		who, err := s.org.StaffByIDs(tx, []string{tx.Actor()})
		if err != nil {
			return err
		}
		n.ID, n.At, n.By, n.by = tx.NewID(), tx.Now(), tx.Actor(), who[tx.Actor()].Name
		if err := n.add("patient.json", "charting.seal.what.patient", n.patient); err != nil {
			return err
		}
		if err := s.gatherRecords(tx, n); err != nil {
			return err
		}
		return s.gatherMouth(tx, n)
	})
}

func (n *sealing) add(name, what string, v any) error {
	p, err := asJSON(name, what, v)
	n.pieces = append(n.pieces, p)
	return err
}

// keptRecord is a record in a sealed file: as it stands, and every version with
// the bytes that were hashed.
type keptRecord struct {
	Record   Record
	Versions []Kept
}

func (s *Service) gatherRecords(tx *db.Tx, n *sealing) error {
	list, err := recordsOfPatient(tx, n.Patient)
	if err != nil {
		return err
	}
	number := 0
	for _, r := range list {
		if r.State == Draft {
			n.drafts++
			continue
		}
		number++
		o := Opened{Record: r}
		if err := s.around(tx, &o); err != nil {
			return err
		}
		if !o.intact() {
			return RecordDamaged.With()
		}
		name := fmt.Sprintf("records/%s-%02d-%s", r.Day, number, r.Kind)
		if err := n.add(name+".json", "charting.seal.what.record", keptRecord{r, o.Versions}); err != nil {
			return err
		}
		sheet, err := paper.Or(s.Press).Print(o.sheet(speak("zh-CN"), ""))
		if err != nil {
			return err
		}
		n.pieces = append(n.pieces, SealPiece{Name: name + ".pdf", What: "charting.seal.what.record_paper", Content: sheet.PDF})
	}
	return nil
}

func (s *Service) gatherMouth(tx *db.Tx, n *sealing) error {
	findings, err := findingsOf(tx, n.Patient)
	if err != nil {
		return err
	}
	cards, err := cardsOf(tx, n.Patient)
	if err != nil {
		return err
	}
	orders, err := ordersOf(tx, n.Patient)
	if err != nil {
		return err
	}
	referrals, err := referralsOf(tx, n.Patient)
	if err != nil {
		return err
	}
	return errors.Join(n.add("chart.json", "charting.seal.what.chart", findings), n.add("cards.json", "charting.seal.what.cards", cards),
		n.add("orders.json", "charting.seal.what.orders", orders), n.add("referrals.json", "charting.seal.what.referrals", referrals))
}

// list adds what the sealed record says about itself: the list to be signed, the
// manifest, and the hashes as sha256sum reads them.
func (s *Service) list(n *sealing) error {
	n.Files = len(n.pieces)
	all := sums(n.pieces)
	n.Contents = files.HashOf(all)
	m := manifest{Form: "archwire-sealed-record/1", Seal: n.ID, Clinic: n.clinic.Name, Patient: n.Patient, Name: n.patient.Name, RecordNo: n.patient.RecordNo,
		SealedAt: clockOn(n.At, n.clinic.Location()), SealedBy: n.by, Reason: n.Reason, Present: n.Present, Drafts: n.drafts, Contents: n.Contents}
	what := map[string]string{}
	for _, p := range n.pieces {
		m.Files = append(m.Files, manifestFile{p.Name, p.size(), p.hash()})
		what[p.Name] = p.What
	}
	sheet, err := paper.Or(s.Press).Print(m.listed(speak("zh-CN"), what))
	if err != nil {
		return err
	}
	mine, err := asJSON("manifest.json", "", m)
	n.pieces = append(n.pieces, SealPiece{Name: sumsName, Content: all}, mine, SealPiece{Name: listName, Content: sheet.PDF})
	return err
}

// Seals lists a patient's seals, the latest first, with the names of people. Needs
// MaySeal. Its fault is patients.NotFound.
func (s *Service) Seals(ctx context.Context, patient string) ([]Seal, map[string]org.Staff, error) {
	var out []Seal
	var names map[string]org.Staff
	if !id.Valid(patient) {
		return nil, nil, patients.NotFound.With()
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = s.patients.ByID(tx, patient); err != nil {
			return err
		}
		if out, err = sealsOf(tx, patient); err != nil {
			return err
		}
		names, err = s.sealNames(tx, out...)
		return err
	})
	return out, names, err
}

func (s *Service) sealNames(tx *db.Tx, list ...Seal) (map[string]org.Staff, error) {
	var ids []string
	for _, one := range list {
		ids = append(ids, one.By)
		for _, e := range one.Events {
			ids = append(ids, e.By)
		}
	}
	return s.org.StaffByIDs(tx, ids)
}

// Unseal breaks a seal, with a reason and who was present: from then on its file
// may be handed out. It is broken once. Needs MaySeal. Faults: SealNotFound,
// AlreadyUnsealed, ReasonMissing, NobodyPresent, BadText.
func (s *Service) Unseal(ctx context.Context, seal, reason string, present []string) (Seal, error) {
	reason, present, err := sealReason(reason, present)
	if err != nil {
		return Seal{}, err
	}
	var out Seal
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		one, err := s.sealToAct(tx, seal)
		switch {
		case err != nil:
			return err
		case one.Opened():
			return AlreadyUnsealed.With()
		}
		if err := addSealEvent(tx, seal, SealEvent{Step: SealOpened, At: tx.Now(), By: tx.Actor(), Reason: reason, Present: present, Intact: true}); err != nil {
			return err
		}
		if err := s.tellSeal(tx, one, FactUnsealed, reason); err != nil {
			return err
		}
		out, err = sealByID(tx, seal)
		return err
	})
	return out, err
}

// sealToAct reads a seal and keeps others from it.
func (s *Service) sealToAct(tx *db.Tx, seal string) (Seal, error) {
	if err := tx.Lock("charting/seal/" + seal); err != nil {
		return Seal{}, err
	}
	return sealByID(tx, seal)
}

func (s *Service) tellSeal(tx *db.Tx, one Seal, fact, reason string) error {
	err := s.audit.Record(tx, audit.Entry{Action: fact, SubjectKind: "seal", SubjectID: one.ID, Patient: one.Patient, Clinic: one.Clinic,
		After: map[string]any{"blob": one.Blob, "contents": one.Contents, "files": one.Files}, Reason: reason})
	if err != nil {
		return err
	}
	return s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: one.Clinic, Patient: one.Patient, Subject: one.ID})
}
