package catalog

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

var itemFaults = []*fault.Def{BadCode, BadName, NoteTooLong, BadUnit, BadTeeth, BadFollowUp, CategoryNotFound}

var priceFaults = []*fault.Def{BadAmount, BadDay, PriceInPast, PriceTooFar}

func (s *Service) routes(a *httpapi.API) {
	s.paperRoutes(a)
	s.itemRoutes(a)
	s.categoryRoutes(a)
	s.tableRoutes(a)
}

func (s *Service) itemRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "catalog.search_items", Method: http.MethodGet, Path: "/catalog/items", Permission: MayView,
		Summary: "Items by code, name or pinyin, with the price in force", Faults: []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getItems)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.add_item", Method: http.MethodPost, Path: "/catalog/items", Permission: MayEdit, Idempotent: true,
		Summary: "Add an item with its first price", Faults: append(append([]*fault.Def{CodeTaken}, itemFaults...), priceFaults...)}, s.postItem)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.show_item", Method: http.MethodGet, Path: "/catalog/items/{id}", Permission: MayView,
		Summary: "One item with the history of its prices", Faults: []*fault.Def{ItemNotFound}}, s.getItem)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.change_item", Method: http.MethodPatch, Path: "/catalog/items/{id}", Permission: MayEdit,
		Summary: "Change an item; its price has a way of its own", Faults: append([]*fault.Def{ItemNotFound, db.Stale}, itemFaults...)}, s.patchItem)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.set_price", Method: http.MethodPut, Path: "/catalog/items/{id}/price", Permission: MayPrice,
		Summary: "Decide a price from a day on, for the group or for one clinic",
		Faults:  append([]*fault.Def{ItemNotFound, db.Stale, org.ClinicNotFound, db.OutOfScope, NoteTooLong, NoClinicPrice}, priceFaults...)}, s.putPrice)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.offer", Method: http.MethodPut, Path: "/catalog/items/{id}/offer", Permission: MayPrice,
		Summary: "Take an item into a clinic's list or leave it out", Faults: []*fault.Def{ItemNotFound, db.Stale, org.ClinicNotFound, db.OutOfScope}}, s.putOffer)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.price_list", Method: http.MethodGet, Path: "/catalog/price-list", Permission: MayView,
		Summary: "The price list of a clinic on a day, by category, as it hangs on the wall", Faults: []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getPriceList)
}

type priceBody struct {
	Clinic  string    `json:"clinic_id" doc:"empty = the group's"`
	From    string    `json:"from" doc:"first day in force"`
	Amount  money.Fen `json:"amount" doc:"fen; 0 where of_group"`
	OfGroup bool      `json:"of_group" doc:"the clinic goes back to the group's price"`
	Note    string    `json:"note"`
	At      int64     `json:"recorded_at"`
	By      string    `json:"recorded_by" doc:"name; empty = the program"`
}

type itemBody struct {
	ID           string    `json:"id" format:"uuid"`
	Version      int64     `json:"version"`
	Code         string    `json:"code" example:"E04"`
	Category     string    `json:"category" example:"E"`
	NameZh       string    `json:"name_zh"`
	NameEn       string    `json:"name_en"`
	Unit         Unit      `json:"unit" enum:"visit,tooth,quadrant,arch,film,scan,piece,set,course"`
	Teeth        TeethRule `json:"teeth" enum:"none,optional,tooth,quadrant,arch,mouth"`
	Insured      bool      `json:"insured"`
	Discountable bool      `json:"discountable"`
	FollowUp     string    `json:"followup_class"`
	NoteZh       string    `json:"note_zh"`
	NoteEn       string    `json:"note_en"`
	Active       bool      `json:"active"`
	Offered      bool      `json:"offered" doc:"active, and not left out by the clinic"`
	Position     int       `json:"position"`
	HasPrice     bool      `json:"has_price" doc:"false where no price is in force on the day"`
	Amount       money.Fen `json:"amount" doc:"fen, of one unit, in force on the day"`
	OwnPrice     bool      `json:"own_price" doc:"the clinic's own, not the group's"`
	PriceFrom    string    `json:"price_from" doc:"since when the price is in force"`
}

func itemOf(p Priced) itemBody {
	return itemBody{
		ID: p.ID, Version: p.Version, Code: p.Code, Category: p.Category, NameZh: p.NameZh, NameEn: p.NameEn, Unit: p.Unit, Teeth: p.Teeth,
		Insured: p.Insured, Discountable: p.Discountable, FollowUp: p.FollowUp, NoteZh: p.NoteZh, NoteEn: p.NoteEn, Active: p.Active,
		Offered: p.Offered, Position: p.Position, HasPrice: p.HasPrice, Amount: p.Price.Amount, OwnPrice: p.Price.Clinic != "",
		PriceFrom: string(p.Price.From),
	}
}

type itemsBody struct {
	Items []itemBody `json:"items"`
}

// onDay reads a day of a query; empty stays empty.
func onDay(s string) (civil.Day, error) {
	if s == "" {
		return "", nil
	}
	d, err := civil.Parse(s)
	if err != nil {
		return "", BadDay.At("day")
	}
	return d, nil
}

type searchIn struct {
	Typed    string `query:"q" maxLength:"60" doc:"code, name, pinyin or initials, as far as typed"`
	Category string `query:"category" maxLength:"20"`
	Clinic   string `query:"clinic_id" format:"uuid" maxLength:"36" doc:"as this clinic has them; absent = the group"`
	Day      string `query:"day" maxLength:"10" doc:"absent = today"`
	All      bool   `query:"all" doc:"also what is switched off or left out"`
	Limit    int    `query:"limit" minimum:"1" maximum:"2000" default:"2000"`
}

func (s *Service) getItems(ctx context.Context, in *searchIn) (*httpapi.Body[itemsBody], error) {
	day, err := onDay(in.Day)
	if err != nil {
		return nil, err
	}
	list, err := s.Search(ctx, Query{Typed: in.Typed, Category: in.Category, Clinic: in.Clinic, Day: day, All: in.All, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var out itemsBody
	for _, p := range list {
		out.Items = append(out.Items, itemOf(p))
	}
	return &httpapi.Body[itemsBody]{Body: out}, nil
}

type newItemIn struct {
	Body struct {
		Code         string    `json:"code" minLength:"1" maxLength:"20" doc:"capitals, digits, dot, dash; never changes"`
		Category     string    `json:"category" minLength:"1" maxLength:"20"`
		NameZh       string    `json:"name_zh" minLength:"1" maxLength:"60"`
		NameEn       string    `json:"name_en,omitempty" maxLength:"120"`
		Unit         Unit      `json:"unit" enum:"visit,tooth,quadrant,arch,film,scan,piece,set,course"`
		Teeth        TeethRule `json:"teeth" enum:"none,optional,tooth,quadrant,arch,mouth"`
		Insured      bool      `json:"insured,omitempty"`
		Discountable bool      `json:"discountable,omitempty"`
		FollowUp     string    `json:"followup_class" maxLength:"40"`
		NoteZh       string    `json:"note_zh,omitempty" maxLength:"400"`
		NoteEn       string    `json:"note_en,omitempty" maxLength:"800"`
		Position     int       `json:"position,omitempty" minimum:"0" maximum:"100000"`
		Amount       money.Fen `json:"amount" minimum:"0" maximum:"10000000000" doc:"fen, of one unit"`
		From         string    `json:"from,omitempty" maxLength:"10" doc:"first day in force; absent = today"`
	}
}

func (s *Service) postItem(ctx context.Context, in *newItemIn) (*httpapi.Body[itemBody], error) {
	b := in.Body
	p, err := s.AddItem(ctx, NewItem{Amount: b.Amount, From: civil.Day(b.From), Item: Item{
		Code: b.Code, Category: b.Category, NameZh: b.NameZh, NameEn: b.NameEn, Unit: b.Unit, Teeth: b.Teeth, Insured: b.Insured,
		Discountable: b.Discountable, FollowUp: b.FollowUp, NoteZh: b.NoteZh, NoteEn: b.NoteEn, Active: true, Position: b.Position,
	}})
	return &httpapi.Body[itemBody]{Body: itemOf(p)}, err
}

type historyBody struct {
	Item   itemBody    `json:"item"`
	Prices []priceBody `json:"prices" doc:"in the order of recording"`
}

func (s *Service) getItem(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[historyBody], error) {
	i, list, err := s.History(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out historyBody
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.today(tx, "")
		if err != nil {
			return err
		}
		p := Priced{Item: i, Offered: i.Active}
		p.Price, p.HasPrice = InForce(list, "", today)
		out.Item = itemOf(p)
		ids := make([]string, len(list))
		for n, one := range list {
			ids[n] = one.By
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, one := range list {
			out.Prices = append(out.Prices, priceBody{Clinic: one.Clinic, From: string(one.From), Amount: one.Amount, OfGroup: one.OfGroup,
				Note: one.Note, At: one.At, By: people[one.By].Name})
		}
		return err
	})
	return httpapi.Tagged(out, i.Version), err
}

type changeItemIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Category     *string    `json:"category,omitempty" minLength:"1" maxLength:"20"`
		NameZh       *string    `json:"name_zh,omitempty" minLength:"1" maxLength:"60"`
		NameEn       *string    `json:"name_en,omitempty" maxLength:"120"`
		Unit         *Unit      `json:"unit,omitempty" enum:"visit,tooth,quadrant,arch,film,scan,piece,set,course"`
		Teeth        *TeethRule `json:"teeth,omitempty" enum:"none,optional,tooth,quadrant,arch,mouth"`
		Insured      *bool      `json:"insured,omitempty"`
		Discountable *bool      `json:"discountable,omitempty"`
		FollowUp     *string    `json:"followup_class,omitempty" maxLength:"40"`
		NoteZh       *string    `json:"note_zh,omitempty" maxLength:"400"`
		NoteEn       *string    `json:"note_en,omitempty" maxLength:"800"`
		Active       *bool      `json:"active,omitempty"`
		Position     *int       `json:"position,omitempty" minimum:"0" maximum:"100000"`
	}
}

// versionBody is what a change of prices, offers or the item itself answers.
type versionBody struct {
	ID      string `json:"id" format:"uuid"`
	Version int64  `json:"version" doc:"after the change"`
}

func versionOf(i Item, err error) (*httpapi.Versioned[versionBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(versionBody{i.ID, i.Version}, i.Version), nil
}

func (s *Service) patchItem(ctx context.Context, in *changeItemIn) (*httpapi.Versioned[versionBody], error) {
	b := in.Body
	return versionOf(s.ChangeItem(ctx, in.ID, in.At(), ItemChange{
		Category: b.Category, NameZh: b.NameZh, NameEn: b.NameEn, Unit: b.Unit, Teeth: b.Teeth, Insured: b.Insured,
		Discountable: b.Discountable, FollowUp: b.FollowUp, NoteZh: b.NoteZh, NoteEn: b.NoteEn, Active: b.Active, Position: b.Position,
	}))
}

type priceIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Clinic  string    `json:"clinic_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = for the group, which asks for catalog.edit"`
		From    string    `json:"from,omitempty" maxLength:"10" doc:"first day in force; absent = today"`
		Amount  money.Fen `json:"amount,omitempty" minimum:"0" maximum:"10000000000" doc:"fen, of one unit"`
		OfGroup bool      `json:"of_group,omitempty" doc:"the clinic goes back to the group's price"`
		Note    string    `json:"note,omitempty" maxLength:"400" doc:"why"`
	}
}

func (s *Service) putPrice(ctx context.Context, in *priceIn) (*httpapi.Versioned[versionBody], error) {
	b := in.Body
	return versionOf(s.SetPrice(ctx, in.ID, in.At(), NewPrice{Clinic: b.Clinic, From: civil.Day(b.From), Amount: b.Amount, OfGroup: b.OfGroup, Note: b.Note}))
}

type offerIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Offered bool   `json:"offered"`
	}
}

func (s *Service) putOffer(ctx context.Context, in *offerIn) (*httpapi.Versioned[versionBody], error) {
	return versionOf(s.Offer(ctx, in.ID, in.At(), in.Body.Clinic, in.Body.Offered))
}

type priceListIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
}

type sectionBody struct {
	Code   string     `json:"code"`
	Parent string     `json:"parent" doc:"code of the category above; empty = at the root"`
	NameZh string     `json:"name_zh"`
	NameEn string     `json:"name_en"`
	Items  []itemBody `json:"items"`
}

type priceListBody struct {
	Clinic   string        `json:"clinic"`
	Day      string        `json:"day"`
	Sections []sectionBody `json:"sections"`
}

func (s *Service) getPriceList(ctx context.Context, in *priceListIn) (*httpapi.Body[priceListBody], error) {
	day, err := onDay(in.Day)
	if err != nil {
		return nil, err
	}
	list, err := s.PriceList(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	out := priceListBody{Clinic: list.Clinic, Day: string(list.Day)}
	for _, section := range list.Sections {
		b := sectionBody{Code: section.Code, Parent: section.Parent, NameZh: section.NameZh, NameEn: section.NameEn}
		for _, p := range section.Items {
			b.Items = append(b.Items, itemOf(p))
		}
		out.Sections = append(out.Sections, b)
	}
	return &httpapi.Body[priceListBody]{Body: out}, nil
}
