package imaging

import (
	"context"
	"net/http"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	s.viewRoutes(a)
	s.changeRoutes(a)
	s.byteRoutes(a)
}

func (s *Service) viewRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "imaging.of_patient", Method: http.MethodGet, Path: "/imaging/patients/{id}/images", Permission: MayView,
		Summary: "A patient's photos and films, the latest day first", Faults: []*fault.Def{patients.NotFound}}, s.getImages)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.show", Method: http.MethodGet, Path: "/imaging/images/{id}", Permission: MayView,
		Summary: "One image and what happened to it", Faults: []*fault.Def{ImageNotFound}}, s.getImage)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.figures", Method: http.MethodGet, Path: "/imaging/figures", Permission: MayFigures,
		Summary: "How many images were taken, by slot and person", Faults: []*fault.Def{BadDay, BadRange, db.OutOfScope}}, s.getFigures)
}

func (s *Service) changeRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "imaging.known", Method: http.MethodPost, Path: "/imaging/patients/{id}/known", Permission: MayAdd,
		Summary: "Which of these files the patient has already, so that an upload goes on where it broke off",
		Faults:  []*fault.Def{patients.NotFound}}, s.postKnown)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.add", Method: http.MethodPut, Path: "/imaging/patients/{id}/images/{hash}", Permission: MayAdd,
		Summary: "Bring in one file under its SHA-256; a repeat adds nothing", MaxBody: maxFile, BodyWait: 3 * time.Minute,
		Faults: []*fault.Def{patients.NotFound, db.OutOfScope, org.StaffNotFound, TooLarge, HashDiffers, Unreadable, NoHEIC, TooManyDots,
			NoPictureIn, BadSlot, BadSite, BadDay, OtherPatient, NoSuchOrder, OrderClosed, RecordClosed, StoreAway}}, s.putImage)
	held := []*fault.Def{ImageNotFound, db.OutOfScope, db.Stale}
	filing := append([]*fault.Def{AlreadyWithdrawn, BadSlot, BadSite, BadDay, OtherPatient, NoSuchOrder, OrderClosed}, held...)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.file", Method: http.MethodPatch, Path: "/imaging/images/{id}", Permission: MayChange,
		Summary: "Put an image into another slot, visit or day, name its teeth or its order", Faults: filing}, s.patchImage)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.move", Method: http.MethodPost, Path: "/imaging/patients/{id}/move", Permission: MayChange,
		Summary: "Put several images of a patient to another visit or day, all or none", Faults: filing}, s.postMove)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.withdraw", Method: http.MethodPost, Path: "/imaging/images/{id}/withdraw", Permission: MayChange,
		Summary: "Take an image out of view, with a reason; it stays", Faults: append([]*fault.Def{ReasonNeeded, AlreadyWithdrawn}, held...)}, s.postWithdraw)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.return", Method: http.MethodPost, Path: "/imaging/images/{id}/return", Permission: MayChange,
		Summary: "Put an image back into view that was withdrawn by mistake",
		Faults:  append([]*fault.Def{NotWithdrawn, ThereAlready, RecordClosed}, held...)}, s.postReturn)
}

func (s *Service) byteRoutes(a *httpapi.API) {
	faults := []*fault.Def{ImageNotFound, NotDrawn, FileMissing, StoreAway}
	httpapi.Handle(a, httpapi.Route{ID: "imaging.thumb", Method: http.MethodGet, Path: "/imaging/images/{id}/thumb", Permission: MayView,
		Summary: "The image, at most 320 points long", Produces: string(JPEG), Faults: faults}, s.getThumb)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.picture", Method: http.MethodGet, Path: "/imaging/images/{id}/picture", Permission: MayView,
		Summary: "The image for a screen, at most 1600 points long", Produces: string(JPEG), Faults: faults}, s.getPicture)
	httpapi.Handle(a, httpapi.Route{ID: "imaging.original", Method: http.MethodGet, Path: "/imaging/images/{id}/original", Permission: MayView,
		Summary: "The file as it came; the opening is recorded", Produces: "application/octet-stream", Faults: faults}, s.getOriginal)
}

type imageBody struct {
	ID         string    `json:"id" format:"uuid"`
	Version    int64     `json:"version"`
	Clinic     string    `json:"clinic_id" format:"uuid"`
	Patient    string    `json:"patient_id" format:"uuid"`
	Visit      string    `json:"visit_id" doc:"empty = of no visit"`
	Order      string    `json:"order_id" doc:"imaging order for which it was taken, empty = none"`
	Slot       Slot      `json:"slot" enum:"face_front,face_front_smile,face_oblique,face_oblique_smile,face_profile,face_profile_smile,oral_front,oral_right,oral_left,oral_upper,oral_lower,film_pano,film_ceph,film_periapical,film_slice,other"`
	Site       string    `json:"site" doc:"teeth: 46 or 11,21"`
	Day        civil.Day `json:"day" doc:"on which it was taken"`
	TakenAt    int64     `json:"taken_at" doc:"as the device's clock said; 0 = only the day is known"`
	TakenBy    string    `json:"taken_by" doc:"name"`
	AddedAt    int64     `json:"added_at"`
	AddedBy    string    `json:"added_by" doc:"name"`
	Size       int64     `json:"size" doc:"of the original, bytes"`
	Media      Media     `json:"media" enum:"image/jpeg,image/png,image/webp,application/dicom"`
	Width      int       `json:"width" doc:"points of the upright original"`
	Height     int       `json:"height"`
	PointX     int64     `json:"point_x" doc:"nanometres that a point of the original is wide, as the file says; 0 = not said"`
	PointY     int64     `json:"point_y"`
	Drawn      bool      `json:"drawn" doc:"false = the picture is being drawn, or cannot be"`
	Trouble    string    `json:"trouble" doc:"code of the fault why it cannot be shown, empty = none"`
	NameInFile string    `json:"name_in_file" doc:"a name that is not the patient's, as the device wrote it"`
	Withdrawn  int64     `json:"withdrawn_at" doc:"0 = in view"`
	GoneBy     string    `json:"withdrawn_by" doc:"name"`
	GoneWhy    string    `json:"withdrawn_reason"`
}

func imageOf(v Viewed) imageBody {
	return imageBody{
		ID: v.ID, Version: v.Version, Clinic: v.Clinic, Patient: v.Patient, Visit: v.Visit, Slot: v.Slot, Site: v.Site, Day: v.Day,
		TakenAt: v.TakenAt, TakenBy: v.TakenByName, AddedAt: v.AddedAt, AddedBy: v.AddedByName, Size: v.Size, Media: v.Media,
		Width: v.Width, Height: v.Height, Drawn: v.Picture != "", Trouble: v.Trouble, NameInFile: v.NameInFile, Withdrawn: v.Withdrawn,
		Order: v.Order, PointX: v.PointX, PointY: v.PointY, GoneBy: v.Gone.Name, GoneWhy: v.Gone.Reason,
	}
}

type ofPatientIn struct {
	httpapi.ByID
	Withdrawn bool `query:"withdrawn" doc:"also what is out of view"`
}

type imagesBody struct {
	Items []imageBody `json:"items"`
}

func (s *Service) getImages(ctx context.Context, in *ofPatientIn) (*httpapi.Body[imagesBody], error) {
	list, err := s.OfPatient(ctx, in.ID, in.Withdrawn)
	var out imagesBody
	for _, v := range list {
		out.Items = append(out.Items, imageOf(v))
	}
	return &httpapi.Body[imagesBody]{Body: out}, err
}

type eventBody struct {
	Step   Step      `json:"step" enum:"added,filed,withdrawn,returned"`
	At     int64     `json:"at"`
	By     string    `json:"by" doc:"name; empty = the program"`
	Slot   Slot      `json:"slot" doc:"after the step"`
	Site   string    `json:"site"`
	Visit  string    `json:"visit_id"`
	Day    civil.Day `json:"day"`
	Reason string    `json:"reason"`
	Order  string    `json:"order_id"`
}

type historyBody struct {
	Image imageBody   `json:"image"`
	Steps []eventBody `json:"steps"`
}

func (s *Service) getImage(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[historyBody], error) {
	v, steps, err := s.One(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := historyBody{Image: imageOf(v)}
	for _, e := range steps {
		out.Steps = append(out.Steps, eventBody{e.Step, e.At, e.Name, e.Slot, e.Site, e.Visit, e.Day, e.Reason, e.Order})
	}
	return httpapi.Tagged(out, v.Version), nil
}

type knownIn struct {
	httpapi.ByID
	Body struct {
		Hashes []string `json:"hashes" minItems:"1" maxItems:"200" maxLength:"64" doc:"SHA-256, in hexadecimal"`
	}
}

type knownBody struct {
	Hashes []string `json:"hashes"`
}

func (s *Service) postKnown(ctx context.Context, in *knownIn) (*httpapi.Body[knownBody], error) {
	list, err := s.Known(ctx, in.ID, in.Body.Hashes)
	return &httpapi.Body[knownBody]{Body: knownBody{list}}, err
}

type addIn struct {
	httpapi.ByID
	Hash    string `path:"hash" pattern:"^[0-9a-f]{64}$" maxLength:"64" doc:"SHA-256 of the file, in hexadecimal"`
	Clinic  string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Visit   string `query:"visit_id" format:"uuid" maxLength:"36" doc:"absent = the patient's visit of the day in the clinic, if there is one"`
	Order   string `query:"order_id" format:"uuid" maxLength:"36" doc:"imaging order for which it was taken"`
	Slot    string `query:"slot" required:"true" maxLength:"30"`
	Site    string `query:"site" maxLength:"200" doc:"teeth: 46 or 11,21"`
	Day     string `query:"day" maxLength:"10" doc:"absent = as the file says, else today"`
	TakenBy string `query:"taken_by" format:"uuid" maxLength:"36" doc:"absent = who brings it in"`
	RawBody []byte `contentType:"application/octet-stream" doc:"JPEG, PNG, WebP or DICOM"`
}

type addedBody struct {
	Image     imageBody `json:"image"`
	Already   bool      `json:"already" doc:"the patient had the same file: nothing was added"`
	Elsewhere bool      `json:"elsewhere" doc:"the same file stands with another patient of the group"`
}

func (s *Service) putImage(ctx context.Context, in *addIn) (*httpapi.Body[addedBody], error) {
	a, err := s.Add(ctx, NewImage{
		Clinic: in.Clinic, Patient: in.ID, Visit: in.Visit, Order: in.Order, Slot: Slot(in.Slot), Site: in.Site, Day: civil.Day(in.Day), TakenBy: in.TakenBy,
		Hash: in.Hash, Content: in.RawBody,
	})
	if err != nil {
		return nil, err
	}
	list, err := s.bodies(ctx, []Image{a.Image})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[addedBody]{Body: addedBody{list[0], a.Already, a.Elsewhere}}, nil
}

// bodies puts the names to images that were just changed.
func (s *Service) bodies(ctx context.Context, list []Image) (out []imageBody, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		named, err := s.named(tx, list, true)
		out = nil
		for _, v := range named {
			out = append(out, imageOf(v))
		}
		return err
	})
	return out, err
}

func (s *Service) answer(ctx context.Context, i Image, err error) (*httpapi.Versioned[imageBody], error) {
	if err != nil {
		return nil, err
	}
	list, err := s.bodies(ctx, []Image{i})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(list[0], i.Version), nil
}

type fileIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Slot  *Slot      `json:"slot,omitempty" enum:"face_front,face_front_smile,face_oblique,face_oblique_smile,face_profile,face_profile_smile,oral_front,oral_right,oral_left,oral_upper,oral_lower,film_pano,film_ceph,film_periapical,film_slice,other"`
		Site  *string    `json:"site,omitempty" maxLength:"200"`
		Visit *string    `json:"visit_id,omitempty" maxLength:"36" doc:"empty = of no visit"`
		Day   *civil.Day `json:"day,omitempty" maxLength:"10"`
		Order *string    `json:"order_id,omitempty" maxLength:"36" doc:"empty = for none"`
	}
}

func (s *Service) patchImage(ctx context.Context, in *fileIn) (*httpapi.Versioned[imageBody], error) {
	i, err := s.File(ctx, in.ID, in.At(), Filing{in.Body.Slot, in.Body.Site, in.Body.Visit, in.Body.Day, in.Body.Order})
	return s.answer(ctx, i, err)
}

type moveIn struct {
	httpapi.ByID
	Body struct {
		Images []struct {
			ID      string `json:"id" format:"uuid" maxLength:"36"`
			Version int64  `json:"version"`
		} `json:"images" minItems:"1" maxItems:"60"`
		Visit *string    `json:"visit_id,omitempty" maxLength:"36" doc:"empty = of no visit; absent = unchanged"`
		Day   *civil.Day `json:"day,omitempty" maxLength:"10"`
	}
}

func (s *Service) postMove(ctx context.Context, in *moveIn) (*httpapi.Body[imagesBody], error) {
	var list []Held
	for _, i := range in.Body.Images {
		list = append(list, Held{i.ID, i.Version})
	}
	moved, err := s.Move(ctx, in.ID, list, Filing{Visit: in.Body.Visit, Day: in.Body.Day})
	if err != nil {
		return nil, err
	}
	out, err := s.bodies(ctx, moved)
	return &httpapi.Body[imagesBody]{Body: imagesBody{out}}, err
}

type returnIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) postReturn(ctx context.Context, in *returnIn) (*httpapi.Versioned[imageBody], error) {
	i, err := s.Return(ctx, in.ID, in.At())
	return s.answer(ctx, i, err)
}

type withdrawIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Service) postWithdraw(ctx context.Context, in *withdrawIn) (*httpapi.Versioned[imageBody], error) {
	i, err := s.Withdraw(ctx, in.ID, in.At(), in.Body.Reason)
	return s.answer(ctx, i, err)
}

// pictureBody is an answer that is a picture, drawn by the program itself.
type pictureBody struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *Service) getThumb(ctx context.Context, in *httpapi.ByID) (*pictureBody, error) {
	_, b, err := s.Bytes(ctx, in.ID, ThumbOf)
	return &pictureBody{string(JPEG), b}, err
}

func (s *Service) getPicture(ctx context.Context, in *httpapi.ByID) (*pictureBody, error) {
	_, b, err := s.Bytes(ctx, in.ID, PictureOf)
	return &pictureBody{string(JPEG), b}, err
}

type originalBody struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getOriginal(ctx context.Context, in *httpapi.ByID) (*originalBody, error) {
	i, b, err := s.Bytes(ctx, in.ID, OriginalOf)
	name := string(i.Day) + "-" + string(i.Slot) + "." + i.Media.extension()
	return &originalBody{"application/octet-stream", `attachment; filename="` + name + `"`, b}, err
}

type figuresIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	From   string `query:"from" required:"true" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" example:"2026-11-01"`
	To     string `query:"to" required:"true" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" example:"2026-11-30"`
}

type figureBody struct {
	Slot  Slot   `json:"slot"`
	Staff string `json:"staff_id" doc:"who took it; empty = not known"`
	Name  string `json:"name"`
	Count int    `json:"count"`
}

type figuresBody struct {
	Items []figureBody `json:"items"`
}

func (s *Service) getFigures(ctx context.Context, in *figuresIn) (*httpapi.Body[figuresBody], error) {
	from, err1 := civil.Parse(in.From)
	to, err2 := civil.Parse(in.To)
	if err1 != nil || err2 != nil {
		return nil, BadDay.At("from", "today", "")
	}
	list, err := s.Figures(ctx, in.Clinic, from, to)
	var out figuresBody
	for _, f := range list {
		out.Items = append(out.Items, figureBody{f.Slot, f.Staff, f.Name, f.Count})
	}
	return &httpapi.Body[figuresBody]{Body: out}, err
}
