package imaging

// Slot is what an image shows.
type Slot string

// The slots. 45° is the oblique view from the patient's right.
const (
	FaceFront        Slot = "face_front"
	FaceFrontSmile   Slot = "face_front_smile"
	FaceOblique      Slot = "face_oblique"
	FaceObliqueSmile Slot = "face_oblique_smile"
	FaceProfile      Slot = "face_profile"
	FaceProfileSmile Slot = "face_profile_smile"

	OralFront Slot = "oral_front"
	OralRight Slot = "oral_right"
	OralLeft  Slot = "oral_left"
	OralUpper Slot = "oral_upper"
	OralLower Slot = "oral_lower"

	FilmPano       Slot = "film_pano"
	FilmCeph       Slot = "film_ceph"
	FilmPeriapical Slot = "film_periapical" // names its teeth
	FilmSlice      Slot = "film_slice"      // one slice of a volume (CBCT)

	Other Slot = "other"
)

// Group is a part of a set.
type Group string

// The groups, in the order of a set.
const (
	Face Group = "face"
	Oral Group = "oral"
	Film Group = "film"
	Rest Group = "other"
)

// Slots lists all slots in the order of a set.
var Slots = []Slot{
	FaceFront, FaceFrontSmile, FaceOblique, FaceObliqueSmile, FaceProfile, FaceProfileSmile,
	OralFront, OralRight, OralLeft, OralUpper, OralLower,
	FilmPano, FilmCeph, FilmPeriapical, FilmSlice, Other,
}

var groups = map[Slot]Group{
	FaceFront: Face, FaceFrontSmile: Face, FaceOblique: Face, FaceObliqueSmile: Face, FaceProfile: Face, FaceProfileSmile: Face,
	OralFront: Oral, OralRight: Oral, OralLeft: Oral, OralUpper: Oral, OralLower: Oral,
	FilmPano: Film, FilmCeph: Film, FilmPeriapical: Film, FilmSlice: Film, Other: Rest,
}

// Group is the part of a set that the slot stands in, "" for no slot.
func (s Slot) Group() Group { return groups[s] }
