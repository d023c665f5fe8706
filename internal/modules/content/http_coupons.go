package content

import (
	"cmp"
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) couponRoutes(a *httpapi.API) {
	facing := []*fault.Def{BadKey, BadName, TooLong, Script, ForeignLink, UnknownPlaceholder, BadClass, BadValue, BadTerm, UnknownItem, Forbidden}
	httpapi.Handle(a, httpapi.Route{ID: "content.faces", Method: http.MethodGet, Path: "/content/faces", Permission: MayView,
		Summary: "What coupons are worth, and what became of them"}, s.getFaces)
	httpapi.Handle(a, httpapi.Route{ID: "content.add_face", Method: http.MethodPost, Path: "/content/faces", Permission: MayOffer, Idempotent: true,
		Summary: "Set a coupon up", Faults: append([]*fault.Def{KeyTaken}, facing...)}, s.postFace)
	httpapi.Handle(a, httpapi.Route{ID: "content.change_face", Method: http.MethodPut, Path: "/content/faces/{id}", Permission: MayOffer,
		Summary: "Change what a coupon is worth; those that were given keep their last day",
		Faults:  append([]*fault.Def{NotFound, db.Stale}, facing...)}, s.putFace)
	httpapi.Handle(a, httpapi.Route{ID: "content.retire_face", Method: http.MethodPost, Path: "/content/faces/{id}/retire", Permission: MayOffer,
		Summary: "Stop giving a coupon, or give it again", Faults: []*fault.Def{NotFound, db.Stale}}, s.postRetireFace)
	httpapi.Handle(a, httpapi.Route{ID: "content.judge_face", Method: http.MethodPost, Path: "/content/judge-face", Permission: MayView,
		Summary: "What is held against the words of a coupon; nothing is stored"}, s.postJudgeFace)
	httpapi.Handle(a, httpapi.Route{ID: "content.of_patient", Method: http.MethodGet, Path: "/content/patients/{id}", Permission: MayView,
		Summary: "A patient's coupons and what they were sent to read", Faults: []*fault.Def{patients.NotFound}}, s.getOfPatient)
	httpapi.Handle(a, httpapi.Route{ID: "content.grant", Method: http.MethodPost, Path: "/content/patients/{id}/coupons", Permission: MayGrant, Idempotent: true,
		Summary: "Give a patient a coupon", Faults: []*fault.Def{patients.NotFound, NotFound, FaceRetired, SoldOut, HouseFull, CouponOver}}, s.postGrant)
	httpapi.Handle(a, httpapi.Route{ID: "content.withdraw", Method: http.MethodPost, Path: "/content/coupons/{id}/withdraw", Permission: MayGrant,
		Summary: "Take a coupon back that is not used", Faults: []*fault.Def{NotFound, CouponUsed}}, s.postWithdraw)
}

// FaceFields are what is written of a face.
type FaceFields struct {
	NameZh   string         `json:"name_zh" maxLength:"100"`
	NameEn   string         `json:"name_en,omitempty" maxLength:"100"`
	TermsZh  string         `json:"terms_zh,omitempty" maxLength:"500"`
	TermsEn  string         `json:"terms_en,omitempty" maxLength:"500"`
	Class    messages.Class `json:"class" enum:"relation,marketing"`
	Worth    Worth          `json:"worth" enum:"amount,percent,item"`
	Value    int64          `json:"value,omitempty" minimum:"0" maximum:"10000000" doc:"amount: fen; percent: parts of ten thousand that are taken off"`
	Item     string         `json:"item_id,omitempty" maxLength:"36" doc:"of the catalogue: one of it is free"`
	MinSpend money.Fen      `json:"min_spend,omitempty" minimum:"0" maximum:"100000000"`
	Days     int            `json:"days,omitempty" minimum:"0" maximum:"730" doc:"that a coupon is good for; 0 = until the last day alone"`
	Until    string         `json:"until,omitempty" maxLength:"10" doc:"the last day of all; empty = none"`
	PerHouse int            `json:"per_house" minimum:"1" maximum:"20" doc:"how many a household may have"`
	Stock    int            `json:"stock,omitempty" minimum:"0" maximum:"1000000" doc:"how many there are in all; 0 = any number"`
}

func (f FaceFields) face(key string) Face {
	return Face{Key: key, NameZh: f.NameZh, NameEn: f.NameEn, TermsZh: f.TermsZh, TermsEn: f.TermsEn, Class: f.Class, Worth: f.Worth, Value: f.Value,
		Item: f.Item, MinSpend: f.MinSpend, Days: f.Days, Until: civil.Day(f.Until), PerHouse: f.PerHouse, Stock: f.Stock}
}

type faceBody struct {
	ID      string `json:"id" format:"uuid"`
	Version int64  `json:"version"`
	Key     string `json:"key"`
	FaceFields
	ItemName string `json:"item_name" doc:"of the item that is free"`
	Left     int    `json:"left" doc:"of the stock"`
	Retired  bool   `json:"retired" doc:"no more are given"`
	Held     int    `json:"held"`
	Used     int    `json:"used"`
	Expired  int    `json:"expired"`
}

func faceOut(l ListedFace) faceBody {
	f := l.Face
	return faceBody{f.ID, f.Version, f.Key, FaceFields{f.NameZh, f.NameEn, f.TermsZh, f.TermsEn, f.Class, f.Worth, f.Value, f.Item, f.MinSpend, f.Days,
		string(f.Until), f.PerHouse, f.Stock}, l.ItemName, f.Left, f.Retired, l.Counts[CouponHeld], l.Counts[CouponSpent], l.Counts[CouponExpired]}
}

type facesBody struct {
	Items []faceBody `json:"items"`
}

func (s *Service) getFaces(ctx context.Context, _ *struct{}) (*httpapi.Body[facesBody], error) {
	list, err := s.Faces(ctx)
	out := facesBody{Items: make([]faceBody, len(list))}
	for i, l := range list {
		out.Items[i] = faceOut(l)
	}
	return &httpapi.Body[facesBody]{Body: out}, err
}

type newFaceIn struct {
	Body struct {
		Key string `json:"key" maxLength:"60"`
		FaceFields
	}
}

func (s *Service) postFace(ctx context.Context, in *newFaceIn) (*httpapi.Versioned[faceBody], error) {
	f, err := s.SaveFace(ctx, 0, in.Body.face(in.Body.Key))
	return httpapi.Tagged(faceOut(ListedFace{Face: f}), f.Version), err
}

type changeFaceIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body FaceFields
}

func (s *Service) putFace(ctx context.Context, in *changeFaceIn) (*httpapi.Versioned[faceBody], error) {
	if in.At() == 0 { // would set up a new one
		return nil, db.Stale.With()
	}
	f := in.Body.face("any.key") // the key stays as it is
	f.ID = in.ID
	f, err := s.SaveFace(ctx, in.At(), f)
	return httpapi.Tagged(faceOut(ListedFace{Face: f}), f.Version), err
}

type retireFaceIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Retired bool `json:"retired"`
	}
}

func (s *Service) postRetireFace(ctx context.Context, in *retireFaceIn) (*httpapi.Versioned[faceBody], error) {
	f, err := s.RetireFace(ctx, in.ID, in.At(), in.Body.Retired)
	return httpapi.Tagged(faceOut(ListedFace{Face: f}), f.Version), err
}

type judgeFaceIn struct{ Body FaceFields }

func (s *Service) postJudgeFace(ctx context.Context, in *judgeFaceIn) (*httpapi.Body[articleJudgedBody], error) {
	list, err := s.JudgeFace(ctx, in.Body.face(""))
	return &httpapi.Body[articleJudgedBody]{Body: articleJudgedBody{findingsOf(list)}}, err
}

type couponBody struct {
	ID      string      `json:"id" format:"uuid"`
	Face    string      `json:"face_id" format:"uuid"`
	NameZh  string      `json:"name_zh"`
	NameEn  string      `json:"name_en"`
	Worth   Worth       `json:"worth" enum:"amount,percent,item"`
	Value   int64       `json:"value"`
	Code    string      `json:"code" doc:"what the cashier types"`
	State   CouponState `json:"state" enum:"held,used,expired,withdrawn"`
	Granted int64       `json:"granted_at"`
	By      string      `json:"granted_by" doc:"name of a colleague; empty = a journey"`
	LastDay string      `json:"last_day"`
	Bill    string      `json:"bill_id" doc:"on which it was used; empty = none"`
	Off     money.Fen   `json:"off" doc:"that it took off"`
}

func couponOut(c Coupon, f Face, by string) couponBody {
	return couponBody{c.ID, c.Face, f.NameZh, cmp.Or(f.NameEn, f.NameZh), f.Worth, f.Value, c.Code, c.State, c.Granted, by, string(c.LastDay), c.Bill, c.Off}
}

type readBody struct {
	Article string `json:"article"`
	TitleZh string `json:"title_zh"`
	TitleEn string `json:"title_en"`
	At      int64  `json:"sent_at"`
	Opens   int    `json:"opens"`
	First   int64  `json:"first_opened_at" doc:"0 = never"`
	Last    int64  `json:"last_opened_at"`
}

type ofPatientBody struct {
	Coupons []couponBody `json:"coupons" doc:"the latest first"`
	AtDesk  []couponBody `json:"at_desk" doc:"that they, or somebody of their household, may use now"`
	Read    []readBody   `json:"articles" doc:"that they were sent, the latest first"`
}

func (s *Service) getOfPatient(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[ofPatientBody], error) {
	list, faces, err := s.CouponsOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	desk, _, err := s.AtDesk(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	shares, titles, err := s.SharesOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range list {
		ids = append(ids, c.By)
	}
	people, err := s.names(ctx, ids...)
	out := ofPatientBody{Coupons: make([]couponBody, len(list)), Read: make([]readBody, len(shares)), AtDesk: make([]couponBody, len(desk))}
	for i, c := range desk {
		out.AtDesk[i] = couponOut(c, faces[c.Face], people[c.By].Name)
	}
	for i, c := range list {
		out.Coupons[i] = couponOut(c, faces[c.Face], people[c.By].Name)
	}
	for i, r := range shares {
		a := titles[r.Article]
		out.Read[i] = readBody{r.Article, a.TitleZh, cmp.Or(a.TitleEn, a.TitleZh), r.At, r.Opens, r.First, r.Last}
	}
	return &httpapi.Body[ofPatientBody]{Body: out}, err
}

type grantIn struct {
	httpapi.ByID
	Body struct {
		Face string `json:"face_id" format:"uuid" maxLength:"36"`
	}
}

func (s *Service) postGrant(ctx context.Context, in *grantIn) (*httpapi.Body[couponBody], error) {
	var out couponBody
	_, err := s.GrantByHand(ctx, in.Body.Face, in.ID, func(tx *db.Tx, c Coupon) error {
		f, err := faceOne(tx, c.Face, false)
		if err != nil {
			return err
		}
		people, err := s.d.Org.StaffByIDs(tx, []string{c.By})
		if err != nil {
			return err
		}
		out = couponOut(c, f, people[c.By].Name)
		return httpapi.Answer(tx, out)
	})
	return &httpapi.Body[couponBody]{Body: out}, err
}

func (s *Service) postWithdraw(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	_, err := s.Withdraw(ctx, in.ID)
	return &httpapi.None{}, err
}
