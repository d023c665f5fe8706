package visits

import (
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them.
var PatientColumns = []patients.MergeMove{{Table: "visits_visits", Column: "patient_id"}, {Table: "visits_waitlist", Column: "patient_id"}}

// endMoments are the words by which a visit is told on a patient's timeline, keys
// of the texts.
var endMoments = map[End]string{
	EndNone: "visits.timeline.booked", EndLeft: "visits.timeline.left", EndNoShow: "visits.timeline.no_show",
	EndEarlyCancel: "visits.timeline.cancelled", EndLateCancel: "visits.timeline.cancelled", EndByClinic: "visits.timeline.cancelled",
	EndRescheduled: "visits.timeline.rescheduled",
}

// moments are a patient's visits as their timeline tells them: what each came to,
// at the time for which it was booked.
func (s *Service) moments(tx *db.Tx, patient string, from, to int64, limit int) ([]patients.Moment, error) {
	list, err := visitsOfPatientIn(tx, patient, from, to, limit)
	out := make([]patients.Moment, len(list))
	for i, v := range list {
		out[i] = patients.Moment{At: v.Plan.Start, Kind: endMoments[v.Ended], Clinic: v.Clinic, Staff: v.Plan.DoctorID, Subject: v.ID,
			Words: map[string]string{"code": v.Code, "template": v.TemplateID, "state": string(v.Progress.State), "ended": string(v.Ended),
				"reason": reasonKey(v.Progress.Reason)}}
	}
	return out, err
}
