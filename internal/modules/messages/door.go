package messages

import (
	"slices"
	"strings"
)

// Sentence is what a program says to a patient, in their languages. Tw may be "":
// then Zh stands for it.
type Sentence struct{ Zh, En, Tw string }

// Seen is one leaf of a rule as it stood when somebody entered a journey: its words,
// whether it held, and what was seen.
type Seen struct {
	Words Sentence
	Held  bool
	Saw   Sentence
}

// Passport is where a message comes from, for who asks why it was sent. What is ""
// or empty is not known or does not apply.
type Passport struct {
	Origin  Sentence // the journey, protocol or rule that planned it, by its name
	Link    string   // path of its page in the staff's application
	Version int      // of the journey
	Node    Sentence // the step
	Entered int64    // when the patient entered
	Seq     int      // which step of theirs
	Arm     Sentence // of an experiment
	Text    string   // key of the text in content
	Revise  int      // its revision
	Leaves  []Seen   // of the rule by which they came in
}

// doorClasses are the classes of which a patient may stop what they do not want, in
// the order of the page. What concerns safety goes all the same: it is urgent.
var doorClasses = []Class{Marketing, Relation, ServiceClass, Care}

// carriesStop tells whether messages of a class carry the way to stop them.
func (c Class) carriesStop() bool { return c == Marketing }

// stopWord stands before the link by which one stops promotions.
const stopWord = "不想再收到，请点 "

// withStop adds the way to stop to a free text that does not name it itself.
func withStop(text string) string {
	if text == "" || strings.Contains(text, "{stop}") {
		return text
	}
	return text + "\n" + stopWord + "{stop}"
}

// Door is what somebody sees who follows the link of a message.
type Door struct {
	Clinic  string
	Phone   string
	Name    string // masked: a link may be read over a shoulder
	Purpose string
	Class   Class
	Channel Channel // by which the message came; "" = it has not gone
	At      int64   // when it went, or is to go
	Reason  Sentence
	Basis   string    // on what ground it goes: treatment, appointment, relation, consent
	Consent *Agreed   // for promotions: what was agreed to; nil = none stands
	Stops   []DoorEnd // of each class that may be stopped
}

// Agreed is a consent as the patient's page tells it.
type Agreed struct {
	At    int64
	By    string // self, guardian
	Means string
}

// DoorEnd is what holds of a class for who reads the page.
type DoorEnd struct {
	Class Class
	Here  bool   // stopped on the channel of this message
	All   bool   // stopped on all
	By    string // who said so: page, reply, hand; "" = nobody
}

// doorEnds sums up opt-outs for the page: those of the patient and of the addresses
// at which the reader hears.
func doorEnds(list []OptOut, channel Channel) []DoorEnd {
	out := make([]DoorEnd, len(doorClasses))
	for i, c := range doorClasses {
		e := DoorEnd{Class: c}
		for _, o := range list {
			if o.Class != c || o.EndedAt != 0 || o.Channel != "" && o.Channel != channel {
				continue
			}
			e.By = o.Source
			e.All, e.Here = e.All || o.Channel == "", e.Here || o.Channel == channel && channel != ""
		}
		out[i] = e
	}
	return out
}

// doorMarks are the opt-outs that a choice on the page writes or ends: of the patient
// and of where the reader hears.
func doorMarks(patient, mark string, class Class, channel Channel) []OptOut {
	out := []OptOut{{Patient: patient, Class: class, Channel: channel, Source: "page"}}
	if mark != "" {
		out = append(out, OptOut{Mark: mark, Class: class, Channel: channel, Source: "page"})
	}
	return out
}

// stoppable tells whether the page may stop a class.
func stoppable(c Class) bool { return slices.Contains(doorClasses, c) }
