package audience

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// ruleBody is the most that the body of a request with a rule may be: what is bigger
// is refused before it is read as a rule.
const ruleBody = 96 << 10

func (s *Service) routes(a *httpapi.API) {
	get := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "audience." + id, Method: http.MethodGet, Path: "/audience/" + path, Permission: MayView, Summary: summary, Faults: faults}
	}
	change := func(id, method, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "audience." + id, Method: method, Path: "/audience/segments/{id}" + path, Permission: MayEdit, Summary: summary,
			Faults: append([]*fault.Def{SegmentNotFound, db.Stale}, faults...), MaxBody: ruleBody}
	}
	httpapi.Handle(a, get("dictionary", "dictionary", "What rules may speak of, with the words of the group"), s.getDictionary)
	httpapi.Handle(a, get("segments", "segments", "The group's segments by name"), s.getSegments)
	httpapi.Handle(a, get("segment", "segments/{id}", "One segment with its versions", SegmentNotFound), s.getSegment)
	httpapi.Handle(a, get("members", "segments/{id}/members", "Who is in it, of the clinics in sight", SegmentNotFound), s.getMembers)
	httpapi.Handle(a, get("overlaps", "segments/{id}/overlaps", "With which segments it has people in common", SegmentNotFound), s.getOverlaps)
	httpapi.Handle(a, get("of_patient", "patients/{id}", "In which segments a patient is, and which tags they carry", patients.NotFound), s.getOfPatient)

	httpapi.Handle(a, httpapi.Route{ID: "audience.preview", Method: http.MethodPost, Path: "/audience/preview", Permission: MayView, MaxBody: ruleBody,
		Summary: "How many people a rule comes to now, and some of them", Faults: ruleFaults}, s.postPreview)
	httpapi.Handle(a, httpapi.Route{ID: "audience.explain", Method: http.MethodPost, Path: "/audience/explain", Permission: MayView, MaxBody: ruleBody,
		Summary: "Why a patient is in, or not: what each condition saw", Faults: append([]*fault.Def{SegmentNotFound, PersonNotFound, patients.NotFound}, ruleFaults...)}, s.postExplain)
	httpapi.Handle(a, httpapi.Route{ID: "audience.make", Method: http.MethodPost, Path: "/audience/segments", Permission: MayEdit, Idempotent: true, MaxBody: ruleBody,
		Summary: "Make a segment, not in force yet", Faults: append([]*fault.Def{NameMissing, TextTooLong, TagTaken}, ruleFaults...)}, s.postMake)
	httpapi.Handle(a, change("rename", http.MethodPut, "", "What it is called, and the tag that it gives", NameMissing, TextTooLong, UnknownTag, TagTaken, SegmentCycle), s.putName)
	httpapi.Handle(a, change("draft", http.MethodPut, "/draft", "Keep a rule as its next version", append([]*fault.Def{SegmentOver}, ruleFaults...)...), s.putDraft)
	httpapi.Handle(a, change("drop_draft", http.MethodDelete, "/draft", "Drop the version that is not in force yet", NoDraft), s.deleteDraft)
	httpapi.Handle(a, change("switch", http.MethodPost, "/switch", "Put the latest version in force", append([]*fault.Def{SegmentOver, NoDraft, SegmentCycle}, ruleFaults...)...), s.postSwitch)
	httpapi.Handle(a, change("archive", http.MethodPost, "/archive", "Take it out of use", SegmentOver, SegmentInUse), s.postArchive)
	httpapi.Handle(a, change("restore", http.MethodPost, "/restore", "Bring it back with its last rule", append([]*fault.Def{NotArchived, TagTaken, SegmentCycle, SegmentOver}, ruleFaults...)...), s.postRestore)
	httpapi.Handle(a, httpapi.Route{ID: "audience.compare", Method: http.MethodGet, Path: "/audience/segments/{id}/change", Permission: MayView,
		Summary: "Who comes and who leaves if the latest version is put in force", Faults: append([]*fault.Def{SegmentNotFound, SegmentCycle}, ruleFaults...)}, s.getChange)
	httpapi.Handle(a, httpapi.Route{ID: "audience.prove", Method: http.MethodPost, Path: "/audience/segments/{id}/prove", Permission: MayEdit,
		Summary: "Judge everybody anew, and put right what is wrong", Faults: []*fault.Def{SegmentNotFound, SegmentOver}}, s.postProve)
	httpapi.Handle(a, httpapi.Route{ID: "audience.export", Method: http.MethodGet, Path: "/audience/segments/{id}/export", Permission: MayExport, Produces: excelType,
		Summary: "Who is in it, as an Excel file; it is recorded", Faults: []*fault.Def{SegmentNotFound}}, s.getExport)
}

// person is a patient as lists of segments show one.
type person struct {
	ID       string `json:"id" format:"uuid"`
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Sex      string `json:"sex" enum:"female,male,unknown"`
	Birth    string `json:"birth" doc:"empty = not known"`
	Phone    string `json:"phone_masked" doc:"masked"`
	Since    int64  `json:"since" doc:"since when they are in; 0 = not asked"`
}

func personsOf(list []patients.Card, since map[string]int64) []person {
	out := make([]person, len(list))
	for i, c := range list {
		out[i] = person{c.ID, c.Name, c.RecordNo, string(c.Sex), string(c.Birth), c.Phone, since[c.ID]}
	}
	return out
}

// attrBody is an attribute of the dictionary.
type attrBody struct {
	Key      string    `json:"key" doc:"its text is audience.attr.<key>"`
	Type     Type      `json:"type" enum:"number,money,choice,text,yes_no,day,age,birthday,set"`
	Compares []Compare `json:"compares" doc:"comparisons that fit"`
	Choices  []string  `json:"choices" doc:"fixed words; the text of each is audience.attr.<key>.<choice>"`
	Source   string    `json:"source" doc:"the list of the group that has its words; empty = none"`
}

type fieldBody struct {
	Key     string   `json:"key" doc:"its text is audience.field.<key>"`
	Type    Type     `json:"type" enum:"number,money,choice,text"`
	Choices []string `json:"choices" doc:"fixed words; the text of each is audience.field.<key>.<choice>"`
	Source  string   `json:"source" doc:"the list of the group that has its words; empty = none"`
}

type kindBody struct {
	Key    string      `json:"key" doc:"of the fact; its text is audience.kind.<key with _ for .>"`
	Fields []fieldBody `json:"fields"`
}

type dictionaryBody struct {
	Attrs []attrBody         `json:"attrs"`
	Kinds []kindBody         `json:"kinds"`
	Lists map[string][]Named `json:"lists" doc:"words of the group, by source; a name that is empty has a text of its own"`
}

func (s *Service) getDictionary(ctx context.Context, _ *struct{}) (*httpapi.Body[dictionaryBody], error) {
	lists, err := s.Lists(ctx)
	if err != nil {
		return nil, err
	}
	b := dictionaryBody{Lists: lists}
	for _, a := range s.words.Attrs() {
		b.Attrs = append(b.Attrs, attrBody{a.Key, a.Type, a.Type.Compares(), filled(a.Choices), a.Source})
	}
	for _, k := range s.words.Kinds() {
		kind := kindBody{Key: k.Key, Fields: []fieldBody{}}
		for _, f := range k.Fields {
			kind.Fields = append(kind.Fields, fieldBody{f.Key, f.Type, filled(f.Choices), f.Source})
		}
		b.Kinds = append(b.Kinds, kind)
	}
	return &httpapi.Body[dictionaryBody]{Body: b}, nil
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type ruleIn struct {
	Body struct {
		Rule Rule `json:"rule"`
	}
}

type previewBody struct {
	Number int64    `json:"number" doc:"of everybody"`
	Seen   int64    `json:"seen" doc:"whose home is a clinic in sight"`
	People []person `json:"people" doc:"some of those"`
}

func (s *Service) postPreview(ctx context.Context, in *ruleIn) (*httpapi.Body[previewBody], error) {
	p, err := s.Try(ctx, in.Body.Rule)
	return &httpapi.Body[previewBody]{Body: previewBody{p.Number, p.Seen, personsOf(p.People, nil)}}, err
}

type explainIn struct {
	Body struct {
		Segment string `json:"segment_id,omitempty" format:"uuid" maxLength:"36" doc:"explain its rule in force; or give rule"`
		Rule    *Rule  `json:"rule,omitempty"`
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
	}
}

type explainBody struct {
	In    bool   `json:"in" doc:"whether the patient is in, by the rule"`
	Since int64  `json:"since" doc:"since when, of a segment; 0 = not in, or not asked"`
	Rule  Rule   `json:"rule" doc:"the rule that was judged"`
	Leaf  Leaf   `json:"leaf" doc:"the rule as it was judged"`
	Who   person `json:"who"`
}

func (s *Service) postExplain(ctx context.Context, in *explainIn) (*httpapi.Body[explainBody], error) {
	var b explainBody
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		cards, err := s.inSight(tx, []string{in.Body.Patient}, 1)
		if err != nil {
			return err
		}
		if len(cards) == 0 {
			return patients.NotFound.With()
		}
		b.Rule = Rule{}
		if in.Body.Rule != nil {
			b.Rule = *in.Body.Rule
		}
		since := map[string]int64{}
		if in.Body.Segment != "" {
			g, err := segmentByID(tx, in.Body.Segment)
			if err != nil {
				return err
			}
			v, err := versionOf(tx, g.ID, g.Live)
			if err != nil {
				return err
			}
			b.Rule = v.Rule
			if since, err = sinceWhen(tx, g.No, []string{in.Body.Patient}); err != nil {
				return err
			}
		} else if err := s.CheckRule(tx, b.Rule); err != nil {
			return err
		}
		b.Who, b.Since = personsOf(cards, since)[0], since[in.Body.Patient]
		b.Leaf, err = s.Explain(tx, b.Rule, in.Body.Patient)
		b.In = b.Leaf.True
		return err
	})
	return &httpapi.Body[explainBody]{Body: b}, err
}

type membersIn struct {
	httpapi.ByID
	httpapi.Paging
}

func (s *Service) getMembers(ctx context.Context, in *membersIn) (*httpapi.Body[httpapi.Listing[person]], error) {
	var after string
	if _, err := in.Read(&after); err != nil {
		return nil, err
	}
	list, err := s.MembersInSight(ctx, in.ID, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[httpapi.Listing[person]]{Body: httpapi.Page(list, in.Limit, func(p person) []any { return []any{p.ID} })}, nil
}

type overlapBody struct {
	ID    string `json:"id" format:"uuid"`
	Name  string `json:"name"`
	Size  int64  `json:"size"`
	Both  int64  `json:"both" doc:"people who are in both"`
	Share int64  `json:"share_percent" doc:"of this segment's people"`
}

type overlapsBody struct {
	Items []overlapBody `json:"items"`
}

func (s *Service) getOverlaps(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[overlapsBody], error) {
	b := overlapsBody{Items: []overlapBody{}}
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		g, err := segmentByID(tx, in.ID)
		if err != nil {
			return err
		}
		list, err := overlapsOf(tx, g.No)
		if err != nil {
			return err
		}
		all, err := segmentsAll(tx, false)
		if err != nil {
			return err
		}
		by := map[int64]Segment{}
		for _, x := range all {
			by[x.No] = x
		}
		b.Items = []overlapBody{}
		for _, o := range list {
			if x, there := by[o.No]; there {
				b.Items = append(b.Items, overlapBody{x.ID, x.Name, x.Size, o.Both, o.Both * 100 / max(g.Size, 1)})
			}
		}
		return nil
	})
	return &httpapi.Body[overlapsBody]{Body: b}, err
}

type inBody struct {
	ID      string `json:"id" format:"uuid"`
	Name    string `json:"name"`
	Shipped string `json:"shipped" doc:"key of the rule that Archwire brought; empty = of the group's own"`
	Since   int64  `json:"since"`
}

type carriedBody struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Source string `json:"source" enum:"rule,hand,wecom,journey" doc:"who gave it"`
	Since  int64  `json:"since"`
}

type ofPatientBody struct {
	Segments []inBody      `json:"segments"`
	Tags     []carriedBody `json:"tags"`
}

func (s *Service) getOfPatient(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[ofPatientBody], error) {
	b := ofPatientBody{Segments: []inBody{}, Tags: []carriedBody{}}
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		cards, err := s.inSight(tx, []string{in.ID}, 1)
		if err != nil {
			return err
		}
		if len(cards) == 0 {
			return patients.NotFound.With()
		}
		no, err := numberOf(tx, in.ID)
		if err != nil || no == 0 {
			return err
		}
		b = ofPatientBody{Segments: []inBody{}, Tags: []carriedBody{}}
		list, err := segmentsWithPerson(tx, no)
		if err != nil {
			return err
		}
		for _, x := range list {
			b.Segments = append(b.Segments, inBody{x.Segment, x.Name, x.Shipped, x.Since})
		}
		tags, err := tagsOf(tx, no)
		if err != nil {
			return err
		}
		names, err := s.d.Patients.TagNames(tx)
		for _, t := range tags {
			if n := names[t.Tag]; n != "" {
				b.Tags = append(b.Tags, carriedBody{t.Tag, n, t.Source, t.Since})
			}
		}
		return err
	})
	return &httpapi.Body[ofPatientBody]{Body: b}, err
}
