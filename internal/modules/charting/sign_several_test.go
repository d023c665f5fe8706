package charting

import (
	"testing"

	"archwire/internal/platform/auth"
)

// Several records are signed with one password; what a rule stands against is left.
func TestSignSeveral(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		fine := h.begin(doctor, NewRecord{Kind: Note}, []Section{{Treatment, []Line{{Text: "电话随访，无不适"}}}})
		also := h.begin(doctor, NewRecord{Kind: Note}, []Section{{Treatment, []Line{{Text: "已告知复诊时间"}}}})
		poor := h.begin(doctor, NewRecord{Kind: FirstVisit}, []Section{{Complaint, []Line{{Text: "右下后牙疼痛 3 天"}}}})
		u, err := h.s.UnsignedOf(doctor)
		ok(t, err)
		if len(u.List) != 3 || len(u.Found[fine.ID]) != 0 || len(u.Found[poor.ID]) == 0 || u.People[fine.Patient].Name == "" || len(u.Reviews) != 0 {
			t.Fatalf("%+v", u)
		}
		list := []ToSign{{fine.ID, fine.Version}, {poor.ID, poor.Version}, {also.ID, also.Version - 1}}
		_, err = h.s.SignSeveral(doctor, append([]ToSign{{h.IDs(), 1}}, list...), mine)
		refused(t, err, RecordNotFound)
		_, err = h.s.SignSeveral(doctor, list, Proof{Password: "wrong-password"})
		refused(t, err, auth.WrongPassword)
		if h.facts(FactRecordSigned) != 0 {
			t.Fatal("signed with a wrong password")
		}
		done, err := h.s.SignSeveral(doctor, list, mine)
		ok(t, err)
		var codes []string
		for _, d := range done {
			code := ""
			if d.Not != nil {
				code = d.Not.Code
			}
			codes = append(codes, code)
		}
		if len(codes) != 3 || codes[0] != "" || codes[1] != "charting.quality_errors" || codes[2] != "db.stale" {
			t.Errorf("%q", codes)
		}
		if u, err = h.s.UnsignedOf(doctor); err != nil || len(u.List) != 2 || h.facts(FactRecordSigned) != 1 {
			t.Errorf("%d left, %v", len(u.List), err)
		}
		// A colleague sees and signs none of it.
		colleague := h.as("xuwuzhu", MayView, MayWrite, MaySign)
		if u, err = h.s.UnsignedOf(colleague); err != nil || len(u.List) != 0 {
			t.Errorf("%+v %v", u.List, err)
		}
		done, err = h.s.SignSeveral(colleague, []ToSign{{also.ID, also.Version}}, mine)
		ok(t, err)
		if done[0].Not == nil || done[0].Not.Code != "charting.not_author" {
			t.Errorf("%+v", done)
		}
	})
}
