package patients

import "archwire/internal/kit/civil"

type relationBody struct {
	ID        string       `json:"id" format:"uuid"`
	Kind      RelationKind `json:"kind" enum:"guardian,payer,contact"`
	Relation  string       `json:"relation"`
	Person    string       `json:"person_id" doc:"where the other one is in the records"`
	Name      string       `json:"name"`
	Phone     string       `json:"phone" doc:"masked"`
	Note      string       `json:"note"`
	From      civil.Day    `json:"from_day"`
	To        civil.Day    `json:"to_day"`
	EndReason string       `json:"end_reason"`
	InForce   bool         `json:"in_force"`
}

type careBody struct {
	Part  Part   `json:"part" enum:"doctor,assistant,coordinator,follow_up"`
	Staff string `json:"staff_id" format:"uuid"`
	From  int64  `json:"from_at"`
	To    int64  `json:"to_at" doc:"0 = now"`
}

type dayBody struct {
	Kind  string `json:"kind" enum:"birthday,wedding,other"`
	Label string `json:"label,omitempty" maxLength:"200"`
	Year  int    `json:"year,omitempty" minimum:"0" maximum:"2200" doc:"0 = not known"`
	Month int    `json:"month" minimum:"1" maximum:"12"`
	Day   int    `json:"day" minimum:"1" maximum:"31"`
	Lunar bool   `json:"lunar,omitempty"`
}

type wechatBody struct {
	Nick  string `json:"nick" minLength:"1" maxLength:"60"`
	Whose string `json:"whose,omitempty" enum:"self,father,mother,grandparent,spouse,child,other"`
	Note  string `json:"note,omitempty" maxLength:"200"`
}

type alertBody struct {
	ID        string `json:"id" format:"uuid"`
	Kind      string `json:"kind" enum:"allergy,disease,medicine"`
	Text      string `json:"text"`
	Severe    bool   `json:"severe"`
	NotedAt   int64  `json:"noted_at"`
	NotedBy   string `json:"noted_by"`
	EndedAt   int64  `json:"ended_at" doc:"0 = in force"`
	EndedBy   string `json:"ended_by"`
	EndReason string `json:"end_reason"`
}

type tagBody struct {
	ID       string `json:"id" format:"uuid"`
	Name     string `json:"name"`
	Colour   string `json:"colour"`
	Archived bool   `json:"archived"`
	Version  int64  `json:"version"`
}

type consentBody struct {
	ID       string  `json:"id" format:"uuid"`
	Patient  string  `json:"patient_id" format:"uuid" doc:"the record it was noted in"`
	Purpose  Purpose `json:"purpose" enum:"treatment,marketing,photos,sharing"`
	Given    bool    `json:"given"`
	By       string  `json:"by" enum:"self,guardian"`
	Relation string  `json:"relation_id"`
	Means    string  `json:"means" enum:"paper,screen,app,verbal"`
	At       int64   `json:"at"`
	Staff    string  `json:"staff_id"`
	Note     string  `json:"note"`
}

type standingBody struct {
	Purpose  Purpose  `json:"purpose" enum:"treatment,marketing,photos,sharing"`
	Standing Standing `json:"standing" enum:"missing,given,withdrawn,ask_again"`
}

type seenInBody struct {
	Clinic string `json:"clinic_id" format:"uuid"`
	Basis  Basis  `json:"basis" enum:"registered,visit,referral,consent"`
	Since  int64  `json:"since"`
}

type pageBody struct {
	Patient    recordBody     `json:"patient"`
	Contacts   []contactBody  `json:"contacts"`
	Household  []recordBody   `json:"household" doc:"the others"`
	Relations  []relationBody `json:"relations"`
	CareTeam   []careBody     `json:"care_team"`
	Wechats    []wechatBody   `json:"wechats"`
	Days       []dayBody      `json:"days"`
	Alerts     []alertBody    `json:"alerts"`
	Tags       []tagBody      `json:"tags"`
	Consents   []consentBody  `json:"consents" doc:"events, oldest first"`
	Standings  []standingBody `json:"standings" doc:"what each purpose comes to today"`
	Clinics    []seenInBody   `json:"clinics"`
	OldNumbers []string       `json:"old_numbers" doc:"record numbers that lead here by a merge"`
	Urgent     int64          `json:"urgent_until" doc:"read by break-glass access until then; 0 = in the actor's own clinics"`
}

// wireList turns a list of domain values into their bodies.
func wireList[D, W any](list []D, wire func(D) W) []W {
	out := make([]W, len(list))
	for i, d := range list {
		out[i] = wire(d)
	}
	return out
}

func wireTag(t Tag) tagBody                { return tagBody(t) }
func wireAlert(a Alert) alertBody          { return alertBody(a) }
func wireConsent(c Consent) consentBody    { return consentBody(c) }
func wireRelation(r Relation) relationBody { return relationBody(r) }

func wireStandings(m map[Purpose]Standing) []standingBody {
	out := make([]standingBody, len(Purposes))
	for i, p := range Purposes {
		out[i] = standingBody{p, m[p]}
	}
	return out
}

func wirePage(p Page) pageBody {
	return pageBody{
		Patient: wireRecord(p.Patient), Contacts: wireContacts(p.Contacts), Household: wireList(p.Household, wireRecord),
		Relations: wireList(p.Relations, wireRelation),
		CareTeam:  wireList(p.CareTeam, func(c Care) careBody { return careBody(c) }),
		Wechats:   wireList(p.Wechats, func(w Wechat) wechatBody { return wechatBody(w) }),
		Days:      wireList(p.Days, func(d SpecialDay) dayBody { return dayBody(d) }),
		Alerts:    wireList(p.Alerts, wireAlert), Tags: wireList(p.Tags, wireTag),
		Consents: wireList(p.Consents, wireConsent), Standings: wireStandings(p.Standings),
		Clinics:    wireList(p.Clinics, func(c SeenIn) seenInBody { return seenInBody(c) }),
		OldNumbers: p.OldNumber, Urgent: p.Urgent,
	}
}
