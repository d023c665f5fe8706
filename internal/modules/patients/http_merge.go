package patients

import (
	"context"
	"net/http"
	"strconv"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

type branchBody struct {
	ID       string `json:"id"`
	Parent   string `json:"parent_id" doc:"the introducer; empty for the root"`
	Name     string `json:"name" doc:"empty where the actor may not see the person"`
	RecordNo string `json:"record_no"`
	Clinic   string `json:"home_clinic_id"`
	Depth    int    `json:"depth"`
	Direct   int    `json:"direct" doc:"introduced themselves"`
	Total    int    `json:"total" doc:"came of them altogether"`
	Hidden   bool   `json:"hidden"`
}

type treeBody struct {
	Items []branchBody `json:"items" doc:"each after its introducer"`
}

// wireTree lists a tree; someone hidden has a number within the answer, no id.
func wireTree(root *Branch) treeBody {
	var out treeBody
	var walk func(b *Branch, parent string)
	walk = func(b *Branch, parent string) {
		id := b.Patient.ID
		if b.Hidden {
			id = "hidden-" + strconv.Itoa(len(out.Items))
		}
		out.Items = append(out.Items, branchBody{
			ID: id, Parent: parent, Name: b.Patient.Name, RecordNo: b.Patient.RecordNo, Clinic: b.Patient.HomeClinic,
			Depth: b.Depth, Direct: b.Direct, Total: b.Total, Hidden: b.Hidden,
		})
		for _, c := range b.Children {
			walk(c, id)
		}
	}
	walk(root, "")
	return out
}

type circleBody struct {
	Patient recordBody `json:"patient"`
	Total   int        `json:"total"`
	Depth   int        `json:"depth"`
	Around  int        `json:"around" doc:"how many of them are in the care of the doctor who was asked for"`
}

type circlesIn struct {
	Doctor string `query:"doctor_id" format:"uuid" doc:"the circles around a doctor: trees with people in their care, those with most of them first"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"60"`
}

type cardBody struct {
	Patient    recordBody     `json:"patient"`
	Introducer introducerBody `json:"introducer"`
	Name       string         `json:"introducer_name" doc:"empty where the actor may not see them"`
	Important  bool           `json:"introducer_important"`
	Brought    int            `json:"introducer_brought" doc:"how many the introducer has brought"`
	Tags       []tagBody      `json:"tags"`
}

type momentBody struct {
	At      int64             `json:"at"`
	Kind    string            `json:"kind" doc:"key of its words"`
	Clinic  string            `json:"clinic_id"`
	Staff   string            `json:"staff_id"`
	Subject string            `json:"subject_id"`
	Words   map[string]string `json:"words,omitempty"`
}

type timelineIn struct {
	httpapi.ByID
	Of     string `query:"of" enum:"patients,visits,charting,imaging,plans,billing,followup" doc:"the module that tells; absent = all"`
	Before int64  `query:"before" minimum:"0" doc:"epoch milliseconds; absent: from the latest"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *Service) referralRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.card", Method: http.MethodGet, Path: "/patients/{id}/card", Permission: View,
		Summary: "Who sent a patient, and what is known of their wishes", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[cardBody], error) {
		c, err := s.Card(ctx, in.ID)
		p := wireRecord(c.Patient)
		return &httpapi.Body[cardBody]{Body: cardBody{p, p.Introducer, c.Name, c.Important, c.Brought, wireList(c.Tags, wireTag)}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.timeline", Method: http.MethodGet, Path: "/patients/{id}/timeline", Permission: View,
		Summary: "A patient's time at the clinics, the latest first", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *timelineIn) (*httpapi.Body[listBody[momentBody]], error) {
		list, err := s.Timeline(ctx, in.ID, in.Of, in.Before, in.Limit)
		return &httpapi.Body[listBody[momentBody]]{Body: listBody[momentBody]{wireList(list, func(m Moment) momentBody { return momentBody(m) })}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.referrals", Method: http.MethodGet, Path: "/patients/{id}/referrals", Permission: View,
		Summary: "Everybody who came through a patient, across all clinics", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[treeBody], error) {
		t, err := s.Referrals(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[treeBody]{Body: wireTree(t)}, nil
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.circles", Method: http.MethodGet, Path: "/patients/referral-trees", Permission: Circles,
		Summary: "The largest referral trees of the group",
	}, func(ctx context.Context, in *circlesIn) (*httpapi.Body[listBody[circleBody]], error) {
		list, err := s.Circles(ctx, in.Doctor, in.Limit)
		return &httpapi.Body[listBody[circleBody]]{Body: listBody[circleBody]{
			wireList(list, func(c Circle) circleBody { return circleBody{wireRecord(c.Patient), c.Total, c.Depth, c.Around} }),
		}}, err
	})
}

type mergeBody struct {
	ID         string `json:"id" format:"uuid"`
	From       string `json:"from_patient_id" format:"uuid"`
	Into       string `json:"into_patient_id" format:"uuid"`
	Reason     string `json:"reason"`
	At         int64  `json:"merged_at"`
	By         string `json:"merged_by"`
	UndoneAt   int64  `json:"undone_at" doc:"0 = it stands"`
	UndoneBy   string `json:"undone_by"`
	UndoReason string `json:"undo_reason"`
}

func wireMerge(m Merge) mergeBody { return mergeBody(m) }

type previewIn struct {
	httpapi.ByID
	Into string `query:"into" required:"true" format:"uuid" maxLength:"36"`
}

type moveBody struct {
	Table string `json:"table"`
	Rows  int    `json:"rows"`
}

type previewBody struct {
	From     recordBody `json:"from"`
	Into     recordBody `json:"into"`
	Moves    []moveBody `json:"moves"`
	Fill     []string   `json:"fill" doc:"empty fields of the record that stays which would be taken over"`
	Consents int        `json:"consents" doc:"stay where they were given and go on counting"`
}

type mergeIn struct {
	Body struct {
		From   string `json:"from_patient_id" format:"uuid" maxLength:"36"`
		Into   string `json:"into_patient_id" format:"uuid" maxLength:"36"`
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type undoIn struct {
	httpapi.ByID
	Body reasonBody
}

func (s *Service) mergeRoutes(a *httpapi.API) {
	notOne := []*fault.Def{NotFound, Closed, MergeSelf, MergeRelatives, MergeDiffers}
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.preview_merge", Method: http.MethodGet, Path: "/patients/{id}/merge-preview", Permission: Merging,
		Summary: "What a merge into another record would move", Faults: notOne,
	}, func(ctx context.Context, in *previewIn) (*httpapi.Body[previewBody], error) {
		p, err := s.PreviewMerge(ctx, in.ID, in.Into)
		return &httpapi.Body[previewBody]{Body: previewBody{
			wireRecord(p.From), wireRecord(p.Into), wireList(p.Moves, func(m MoveCount) moveBody { return moveBody(m) }), p.Fill, p.Consents,
		}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.merge", Method: http.MethodPost, Path: "/patients/merges", Permission: Merging, Idempotent: true, Status: http.StatusCreated,
		Summary: "Join two records of one person", Faults: append([]*fault.Def{ReasonMissing}, notOne...),
	}, func(ctx context.Context, in *mergeIn) (*httpapi.Body[mergeBody], error) {
		m, err := s.MergeInto(ctx, in.Body.From, in.Body.Into, in.Body.Reason)
		return &httpapi.Body[mergeBody]{Body: wireMerge(m)}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.merges", Method: http.MethodGet, Path: "/patients/{id}/merges", Permission: View,
		Summary: "The merges that a record took part in", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[listBody[mergeBody]], error) {
		list, err := s.Merges(ctx, in.ID)
		return &httpapi.Body[listBody[mergeBody]]{Body: listBody[mergeBody]{wireList(list, wireMerge)}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.undo_merge", Method: http.MethodPost, Path: "/patients/merges/{id}/undo", Permission: Undoing,
		Summary: "Put both records back as they were",
		Faults:  []*fault.Def{MergeNotFound, MergeUndone, MergeOver, MergeBuriedDeeper, ReasonMissing},
	}, func(ctx context.Context, in *undoIn) (*httpapi.Body[mergeBody], error) {
		m, err := s.UndoMerge(ctx, in.ID, in.Body.Reason)
		return &httpapi.Body[mergeBody]{Body: wireMerge(m)}, err
	})
}
