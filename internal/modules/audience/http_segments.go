package audience

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// SegmentBody is a segment as lists show it.
type SegmentBody struct {
	ID      string  `json:"id" format:"uuid"`
	Version int64   `json:"version"`
	Name    string  `json:"name"`
	Note    string  `json:"note"`
	Shipped string  `json:"shipped" doc:"key of the rule that Archwire brought; empty = of the group's own"`
	Never   bool    `json:"never_marketed" doc:"whoever is in it is never marketed to"`
	TagID   string  `json:"tag_id" doc:"the tag that it gives; empty = none"`
	Tag     string  `json:"tag" doc:"its name"`
	State   State   `json:"state" enum:"draft,live,archived"`
	Size    int64   `json:"size"`
	Share   int64   `json:"share_permille" doc:"of all people"`
	Trend   []int64 `json:"trend" doc:"its size at the end of each of the last days, today last"`
	ProofAt int64   `json:"proof_at" doc:"when it was proven last; 0 = never"`
	Flaws   int64   `json:"proof_flaws" doc:"whom that proof found wrongly in or out, and put right"`
	Rule    Rule    `json:"rule" doc:"in force; of a draft the latest"`
}

type versionBody struct {
	Number int64  `json:"number"`
	Rule   Rule   `json:"rule"`
	MadeAt int64  `json:"made_at"`
	MadeBy string `json:"made_by" doc:"name; empty = the program"`
	LiveAt int64  `json:"live_at" doc:"when it was put in force; 0 = never"`
	Live   bool   `json:"live" doc:"it is in force now"`
}

type detailBody struct {
	SegmentBody
	Versions []versionBody `json:"versions" doc:"the latest first"`
}

// trendDays is how many days a trend goes back.
const trendDays = 30

// shown puts together what lists show of segments.
func (s *Service) shown(tx *db.Tx, list []Segment) ([]SegmentBody, error) {
	today := civil.Of(tx.Now(), location(homeZone(tx)))
	from := today.AddDays(1-trendDays).At(0, location(homeZone(tx)))
	steps, err := stepsSince(tx, from)
	if err != nil {
		return nil, err
	}
	by := map[int64]map[int64]int64{}
	for _, x := range steps {
		if by[x.Segment] == nil {
			by[x.Segment] = map[int64]int64{}
		}
		by[x.Segment][x.Day] += x.By
	}
	proofs, err := lastProofs(tx)
	if err != nil {
		return nil, err
	}
	names, err := s.d.Patients.TagNames(tx)
	if err != nil {
		return nil, err
	}
	total, err := countPeople(tx)
	if err != nil {
		return nil, err
	}
	out := make([]SegmentBody, len(list))
	for i, g := range list {
		v, err := versionOf(tx, g.ID, g.Live)
		if err != nil {
			return nil, err
		}
		p := proofs[g.ID]
		out[i] = SegmentBody{ID: g.ID, Version: g.Version, Name: g.Name, Note: g.Note, Shipped: g.Shipped, Never: g.Shipped == NeverMarketed, TagID: g.Tag,
			Tag: names[g.Tag], State: g.State, Size: g.Size, Share: g.Size * 1000 / max(total, 1), Trend: trendOf(g, by[g.No], from), ProofAt: p.At, Flaws: p.Flaws, Rule: v.Rule}
	}
	return out, nil
}

// trendOf counts back from the size of now by who came and went on each day, to the
// day on which the segment was made.
func trendOf(g Segment, steps map[int64]int64, from int64) []int64 {
	out := make([]int64, trendDays)
	size := g.Size
	for d := int64(trendDays - 1); d >= 0; d-- {
		out[d] = max(size, 0)
		size -= steps[d]
	}
	first := max((g.MadeAt-from)/86_400_000, 0)
	if len(steps) > 0 { // the demo's segments have a past
		for d := range steps {
			first = min(first, d)
		}
	}
	return out[min(max(first, 0), trendDays-1):]
}

// homeZone is the zone by which the group's days are drawn.
func homeZone(tx *db.Tx) string {
	zones, err := zonesOf(tx)
	if err != nil || len(zones) == 0 {
		return "UTC"
	}
	return zones[0]
}

type segmentsIn struct {
	Archived bool `query:"archived" doc:"those that are out of use"`
}

type segmentsBody struct {
	Items []SegmentBody `json:"items"`
}

func (s *Service) getSegments(ctx context.Context, in *segmentsIn) (*httpapi.Body[segmentsBody], error) {
	var b segmentsBody
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := segmentsAll(tx, in.Archived)
		if err != nil {
			return err
		}
		var list []Segment
		for _, g := range all {
			if (g.State == Archived) == in.Archived {
				list = append(list, g)
			}
		}
		b.Items, err = s.shown(tx, list)
		return err
	})
	return &httpapi.Body[segmentsBody]{Body: b}, err
}

func (s *Service) detail(tx *db.Tx, segment string) (detailBody, error) {
	g, err := segmentByID(tx, segment)
	if err != nil {
		return detailBody{}, err
	}
	head, err := s.shown(tx, []Segment{g})
	if err != nil {
		return detailBody{}, err
	}
	versions, err := versionsOf(tx, g.ID)
	if err != nil {
		return detailBody{}, err
	}
	var ids []string
	for _, v := range versions {
		ids = append(ids, v.MadeBy)
	}
	people, err := s.d.Org.StaffByIDs(tx, ids)
	b := detailBody{SegmentBody: head[0], Versions: []versionBody{}}
	for _, v := range versions {
		b.Versions = append(b.Versions, versionBody{v.Number, v.Rule, v.MadeAt, people[v.MadeBy].Name, v.LiveAt, v.Number == g.Live && g.State == Live})
	}
	return b, err
}

func (s *Service) answer(ctx context.Context, segment string, err error) (*httpapi.Versioned[detailBody], error) {
	if err != nil {
		return nil, err
	}
	var b detailBody
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		b, err = s.detail(tx, segment)
		return err
	})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(b, b.Version), nil
}

func (s *Service) getSegment(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[detailBody], error) {
	return s.answer(ctx, in.ID, nil)
}

// NameFields are what a request says of the name of a segment.
type NameFields struct {
	Name string `json:"name" maxLength:"200"`
	Note string `json:"note,omitempty" maxLength:"2000"`
	Tag  string `json:"tag_id,omitempty" maxLength:"36" doc:"a tag of the group's list, given to whoever is in; empty = none"`
}

func (n NameFields) naming() Naming { return Naming{n.Name, n.Note, n.Tag} }

type makeIn struct {
	Body struct {
		NameFields
		Rule Rule `json:"rule"`
	}
}

func (s *Service) postMake(ctx context.Context, in *makeIn) (*httpapi.Versioned[detailBody], error) {
	g, err := s.Make(ctx, in.Body.naming(), in.Body.Rule)
	return s.answer(ctx, g.ID, err)
}

type nameIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body NameFields
}

func (s *Service) putName(ctx context.Context, in *nameIn) (*httpapi.Versioned[detailBody], error) {
	return s.answer(ctx, in.ID, s.Rename(ctx, in.ID, in.At(), in.Body.naming()))
}

type draftIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Rule Rule `json:"rule"`
	}
}

func (s *Service) putDraft(ctx context.Context, in *draftIn) (*httpapi.Versioned[detailBody], error) {
	return s.answer(ctx, in.ID, s.WriteDraft(ctx, in.ID, in.At(), in.Body.Rule))
}

type versionedIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) deleteDraft(ctx context.Context, in *versionedIn) (*httpapi.Versioned[detailBody], error) {
	return s.answer(ctx, in.ID, s.DropDraft(ctx, in.ID, in.At()))
}

func (s *Service) postArchive(ctx context.Context, in *versionedIn) (*httpapi.Versioned[detailBody], error) {
	return s.answer(ctx, in.ID, s.Archive(ctx, in.ID, in.At()))
}

func (s *Service) postRestore(ctx context.Context, in *versionedIn) (*httpapi.Versioned[detailBody], error) {
	return s.answer(ctx, in.ID, s.Restore(ctx, in.ID, in.At()))
}

type builtBody struct {
	Size    int64 `json:"size"`
	Entered int64 `json:"entered"`
	Left    int64 `json:"left"`
	Flaws   int64 `json:"flaws" doc:"of a proof: whom it found wrongly in or out"`
	Took    int64 `json:"took_ms"`
}

func (s *Service) postSwitch(ctx context.Context, in *versionedIn) (*httpapi.Body[builtBody], error) {
	b, err := s.Switch(ctx, in.ID, in.At())
	return &httpapi.Body[builtBody]{Body: builtBody{b.Size, b.Entered, b.Gone, b.Flaws, b.Took}}, err
}

func (s *Service) postProve(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[builtBody], error) {
	b, err := s.Prove(ctx, in.ID)
	return &httpapi.Body[builtBody]{Body: builtBody{b.Size, b.Entered, b.Gone, b.Flaws, b.Took}}, err
}

type changeBody struct {
	Number  int64    `json:"number" doc:"of the version"`
	In      int      `json:"in" doc:"how many come"`
	Out     int      `json:"out" doc:"how many leave"`
	Coming  []person `json:"coming" doc:"some of them, of the clinics in sight"`
	Leaving []person `json:"leaving" doc:"some of them, of the clinics in sight"`
}

func (s *Service) getChange(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[changeBody], error) {
	c, err := s.Compare(ctx, in.ID)
	return &httpapi.Body[changeBody]{Body: changeBody{c.Number, c.In, c.Out, personsOf(c.Coming, nil), personsOf(c.Leaving, nil)}}, err
}

type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getExport(ctx context.Context, in *httpapi.ByID) (*fileOut, error) {
	content, err := s.Export(ctx, in.ID)
	return &fileOut{excelType, `attachment; filename="segment.xlsx"`, content}, err
}

// MembersInSight lists who is in a segment, of those whom the actor may see, behind a
// patient; "" begins.
func (s *Service) MembersInSight(ctx context.Context, segment, after string, limit int) ([]person, error) {
	var out []person
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		out = nil
		g, err := segmentByID(tx, segment)
		if err != nil {
			return err
		}
		for len(out) < limit {
			ids, err := s.Members(tx, segment, after, 500)
			if err != nil || len(ids) == 0 {
				return err
			}
			var cards []patients.Card
			if cards, err = s.inSight(tx, ids, limit-len(out)); err != nil {
				return err
			}
			since, err := sinceWhen(tx, g.No, ids)
			if err != nil {
				return err
			}
			out, after = append(out, personsOf(cards, since)...), ids[len(ids)-1]
		}
		return nil
	})
	return out, err
}
