package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
)

// beat keeps proxies and browsers from taking the stream for dead; recheck is
// how often the session behind it is looked at again.
const (
	beat    = 15 * time.Second
	recheck = 30 * time.Second
)

type streamIn struct {
	Last string `header:"Last-Event-ID" maxLength:"80" doc:"where the stream broke off"`
}

type streamOut struct {
	ContentType string `header:"Content-Type"`
	Body        func(huma.Context)
}

// Routes registers the stream.
func (h *Hub) Routes(api *httpapi.API, still func(*http.Request) error) {
	httpapi.Handle(api, httpapi.Route{
		ID: "live.stream", Method: http.MethodGet, Path: "/live/stream", Tag: "live", Produces: "text/event-stream",
		Summary: "Server-sent events: what changed, so that an open screen stays true",
		Open:    "every staff member; frames are filtered by the clinics they may see",
	}, func(ctx context.Context, in *streamIn) (*streamOut, error) {
		actor, _ := auth.From(ctx)
		return &streamOut{ContentType: "text/event-stream", Body: func(hc huma.Context) { h.stream(hc, actor, in.Last, still) }}, nil
	})
}

// sees tells whether the actor holds any right in the clinic.
func sees(a auth.Actor) func(string) bool {
	return func(clinic string) bool {
		return a.Program || len(a.Grants.Group) > 0 || len(a.Grants.Clinic[clinic]) > 0
	}
}

func (h *Hub) stream(hc huma.Context, actor auth.Actor, last string, still func(*http.Request) error) {
	r, w := humago.Unwrap(hc)
	hc.SetHeader("Cache-Control", "no-store")
	hc.SetHeader("X-Accel-Buffering", "no")
	hc.SetStatus(http.StatusOK)
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Time{})
	epoch, n, _ := strings.Cut(last, ".")
	after, _ := strconv.ParseInt(n, 10, 64)
	l := h.open(actor.Tenant, epoch, after, sees(actor))
	defer l.close()
	l.ring()
	if epoch == "" {
		h.hello(w, l)
	}
	fmt.Fprint(w, "retry: 1000\n\n")
	if rc.Flush() != nil {
		return
	}
	pulse, check := time.NewTicker(beat), time.NewTicker(recheck)
	defer pulse.Stop()
	defer check.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-h.over:
			return
		case <-check.C:
			if still(r) != nil {
				return
			}
			continue
		case <-pulse.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-l.wake:
			h.send(w, l)
		}
		if rc.Flush() != nil {
			return
		}
	}
}

// hello tells a new screen where the numbers stand: what it read before may be
// older than the stream.
func (h *Hub) hello(w http.ResponseWriter, l *Listener) {
	h.mu.Lock()
	seq := h.roomOf(l.tenant).seq
	h.mu.Unlock()
	fmt.Fprintf(w, "id: %s.%d\nevent: hello\ndata: {}\n\n", h.epoch, seq)
}

func (h *Hub) send(w http.ResponseWriter, l *Listener) {
	list, lost := l.take()
	if lost {
		h.mu.Lock()
		seq := h.roomOf(l.tenant).seq
		h.mu.Unlock()
		fmt.Fprintf(w, "id: %s.%d\nevent: reset\ndata: {}\n\n", h.epoch, seq)
		return
	}
	for _, f := range list {
		b, err := json.Marshal(f.Change)
		if err == nil {
			fmt.Fprintf(w, "id: %s.%d\nevent: change\ndata: %s\n\n", h.epoch, f.seq, b)
		}
	}
}
