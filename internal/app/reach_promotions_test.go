package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// fitted lets a doctor fit an aligner by a plan that the guardian agreed to.
func (w *town) fitted(patient string) {
	w.t.Helper()
	doctor := w.staff["chenggongyuan"].ID
	var item catalog.Item
	fine(w.t, w.DB.Read(w.program(), func(tx *db.Tx) (err error) {
		item, err = w.a.House.Catalog.ItemByCode(tx, "O05")
		return err
	}))
	p, err := w.a.House.Plans.Make(w.program(), plans.DraftIn{Clinic: w.mill, Patient: patient, Doctor: doctor, Title: "隐形矫治", Items: []plans.ItemIn{{Catalog: item.ID}}})
	fine(w.t, err)
	p, err = w.a.House.Plans.Present(w.program(), p.ID, p.Version)
	fine(w.t, err)
	p, err = w.a.House.Plans.Accept(w.program(), p.ID, p.Version, p.Amount)
	fine(w.t, err)
	_, _, err = w.a.House.Plans.Execute(w.program(), p.ID, p.Version, plans.Executing{Doctor: doctor, Anyway: "家长当天付款"}, []plans.Doing{{Item: p.Items[0].ID, Number: 1}})
	fine(w.t, err)
}

// A fitted child's guardian gets the precautions an hour later, the rules of checking in
// and of gifts in the days after, and the assistant asks in the end.
func TestAFittingBringsPrecautionsAndRules(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := openTown(t, k)
		w.live("after_fitting")
		w.to("2026-11-23", 10*60)
		patient, _ := w.child()
		other, _ := w.child()
		w.fitted(patient)
		for _, stage := range []struct {
			day   civil.Day
			clock civil.Clock
			got   int
		}{{"2026-11-23", 10*60 + 30, 0}, {"2026-11-23", 11*60 + 30, 1}, {"2026-11-24", 9 * 60, 1}, {"2026-11-24", 11 * 60, 2}, {"2026-11-25", 11 * 60, 3}, {"2026-11-30", 11 * 60, 3}} {
			w.to(stage.day, stage.clock)
			if n := len(w.went(patient)); n != stage.got {
				t.Errorf("%s %s: %d messages, not %d", stage.day, stage.clock, n, stage.got)
			}
		}
		if got := w.asked(patient); !strings.Contains(got, "luxiaohuang") {
			t.Errorf("asked are %s", got)
		}
		if n := len(w.went(other)); n != 0 {
			t.Errorf("who was not fitted got %d", n)
		}
	})
}

// A birthday's greeting is a promotion: it goes to who agreed to promotions, and never to
// who is of class C-A or waits for the answer to a complaint.
func TestPromotionsKeepOutOfClassAAndComplaints(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := openTown(t, k)
		_, err := w.a.House.Audience.Install(w.program())
		fine(t, err)
		w.live("birthday")
		tag, err := w.a.House.Patients.AddTag(w.program(), patients.Tag{Name: "C-A", Colour: "#2f6f5e"})
		fine(t, err)
		w.to("2026-11-24", 12*60)
		sorts := []string{"content", "silent", "class A", "complains"}
		people := map[string][]string{}
		for range 8 { // some are held back for comparison
			for _, sort := range sorts {
				name := "张" + strings.ReplaceAll(sort, " ", "")
				born := civil.Day("1990-11-25")
				w.entered++
				r, err := w.a.House.Patients.Register(w.program(), patients.NewPatient{Clinic: w.mill, ConfirmNew: true, Entry: patients.Entry{Name: &name, Birth: &born},
					Contacts: []patients.Contact{{Number: phoneOf(w.entered), Default: true}}})
				fine(t, err)
				id := r.Patient.ID
				w.befriended(id)
				if sort != "silent" {
					_, err = w.a.House.Patients.NoteConsent(w.program(), id, patients.Consent{Purpose: patients.ForMarketing, Given: true, By: "self", Means: "paper"})
					fine(t, err)
				}
				switch sort {
				case "class A":
					fine(t, w.a.House.Patients.SetTags(w.program(), id, []string{tag.ID}))
				case "complains":
					fine(t, w.DB.Write(w.program(), func(tx *db.Tx) error {
						_, err := w.a.House.Complaints.Raise(tx, complaints.New{Clinic: w.mill, Patient: id, About: complaints.AboutService, Words: "等了一个小时", Way: complaints.ByPhone})
						return err
					}))
				}
				people[sort] = append(people[sort], id)
			}
		}
		w.to("2026-11-25", 18*60)
		// How many of a sort were written to: a colleague was asked to send it. And why others
		// were not.
		written := func(sort string) (n int, why []string) {
			for _, id := range people[sort] {
				list, err := w.a.House.Messages.History(w.program(), id, "", 5)
				fine(t, err)
				for _, m := range list {
					if m.Channel != "" {
						n++
					} else {
						why = append(why, m.Reason)
					}
				}
			}
			slices.Sort(why)
			return n, slices.Compact(why)
		}
		for sort, want := range map[string]string{"content": "", "silent": messages.ReasonNoConsent, "class A": messages.ReasonNeverSold, "complains": ""} {
			n, why := written(sort)
			if got := strings.Join(why, " "); got != want || (sort == "content") != (n >= 4) {
				t.Errorf("%s: %d written to, the others %q, want %q", sort, n, got, want)
			}
		}
		// Who complains does not even enter.
		for _, id := range people["complains"] {
			list, err := w.a.House.Journeys.Enrolments(w.program(), journeys.EnrolmentFilter{Patient: id, Limit: 5})
			fine(t, err)
			for _, e := range list {
				if e.End != journeys.EndExit {
					t.Errorf("who complains is in the journey: %q", e.End)
				}
			}
		}
	})
}

// befriended makes somebody a customer of a colleague at WeCom.
func (w *town) befriended(patient string) {
	w.t.Helper()
	var id string
	fine(w.t, w.DB.Write(w.program(), func(tx *db.Tx) (err error) {
		var account, colleague string
		if _, err = tx.From("messages_accounts").Where("kind = ?", messages.WeCom).Limit(1).Get("id", &account); err != nil {
			return err
		}
		if _, err = tx.From("messages_addresses").Where("friend_of <> ''").OrderBy("friend_of").Limit(1).Get("friend_of", &colleague); err != nil {
			return err
		}
		id, err = w.a.House.Messages.Know(tx, messages.Address{Account: account, Value: fmt.Sprintf("wmbirthday%d", w.entered), Nick: "风筝", Following: true, FriendOf: colleague})
		return err
	}))
	fine(w.t, w.a.House.Messages.Bind(w.program(), id, patient, "self"))
}

func phoneOf(n int) string { return fmt.Sprintf("1288%07d", n) }
