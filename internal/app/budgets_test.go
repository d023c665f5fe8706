package app

import (
	"fmt"
	"testing"

	"archwire/internal/modules/content"
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// A journey that may use so many parts of SMS in a day sends the rest on later days;
// who is reached otherwise costs nothing.
func TestSMSBeyondTheDaysBoundGoOnLaterDays(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := openTown(t, k)
		w.leap("2026-11-22", 10*60)
		var text content.Text
		fine(t, w.DB.Read(w.program(), func(tx *db.Tx) (err error) {
			text, err = w.a.House.Content.TextOf(tx, "journey.after_fitting.2", 0)
			return err
		}))
		parts := messages.Parts(messages.ServiceClass, text.SMS)
		graph := func(channels ...messages.Channel) journeys.Graph {
			return journeys.Graph{Budget: journeys.Budget{Parts: 2 * parts}, Nodes: []journeys.Node{
				{ID: "in", Kind: journeys.KindEntry, To: map[string]string{"next": "m"}, Entry: &journeys.Entry{How: journeys.ByHand}},
				{ID: "m", Kind: journeys.KindMessage, To: map[string]string{"next": "w"}, Message: &journeys.MessageDo{Class: messages.ServiceClass, Text: text.Key, Channels: channels}},
				{ID: "w", Kind: journeys.KindWait, To: map[string]string{"next": "end"}, Wait: &journeys.Delay{Amount: 30, Unit: journeys.Days}},
				{ID: "end", Kind: journeys.KindGoal}}}
		}
		days := func(j journeys.Journey) (out []int64) {
			for range 5 {
				patient, _ := w.child()
				_, err := w.a.House.Journeys.EnterByHand(w.program(), j.ID, patient, "", func(*db.Tx, journeys.Enrolment) error { return nil })
				fine(t, err)
				list, err := w.a.House.Messages.History(w.program(), patient, "", 5)
				fine(t, err)
				out = append(out, (list[0].At-w.Clock.Now())/(24*3_600_000))
			}
			return out
		}
		if got := fmt.Sprint(days(w.publish(graph()))); got != "[0 0 1 1 2]" {
			t.Errorf("with two SMS a day they go after days %s", got)
		}
		if got := fmt.Sprint(days(w.publish(graph(messages.OfficialTemplate, messages.MiniSubscribe)))); got != "[0 0 0 0 0]" {
			t.Errorf("what is no SMS goes after days %s", got)
		}
	})
}
