package charting

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
	"archwire/internal/platform/paper/papertest"
)

// withStore gives the house a place for sealed records, and an annex with an image
// that lies there already.
func (h *house) withStore(t *testing.T) files.Local {
	t.Helper()
	store := files.Local{Dir: t.TempDir(), Unsynced: true}
	b, err := store.Put(t.Context(), strings.NewReader("a film"), 100)
	ok(t, err)
	h.s.Store = store
	h.s.Annexes = []Annex{func(_ context.Context, patient string) ([]SealPiece, error) {
		return []SealPiece{{Name: "images/film.jpg", What: "charting.seal.what.image", Blob: b.Hash, Size: b.Size}}, nil
	}}
	return store
}

// signed is a signed and amended record of the house's visit.
func (h *house) signed(t *testing.T) Record {
	t.Helper()
	r := h.begin(h.doctor(), NewRecord{}, good)
	r, err := h.s.Sign(h.doctor(), r.ID, r.Version, mine, nil)
	ok(t, err)
	more := append([]Section{}, good...)
	more[5] = Section{Treatment, []Line{{Text: "#46 开髓，封药，开具止痛药"}}}
	r, err = h.s.Amend(h.doctor(), r.ID, r.Version, Amendment{Parts: more, Reason: "漏写用药", Proof: mine})
	ok(t, err)
	return r
}

// A record on paper says what was written, who signed and amended it, and the
// hashes; a certified copy says so on every page; a draft is marked.
func TestRecordOnPaper(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		draft := h.begin(h.doctor(), NewRecord{Kind: Note}, good)
		sheet, err := h.s.Paper(h.doctor(), draft.ID, false, "zh-CN")
		ok(t, err)
		papertest.Read(t, sheet.PDF).Wants(t, "未签名", "右下后牙疼痛 3 天")
		_, err = h.s.Paper(h.doctor(), draft.ID, true, "zh-CN")
		refused(t, err, NotSigned)
		_, err = h.s.Paper(h.as("jiangmianqiu", MayView), draft.ID, false, "zh-CN")
		refused(t, err, NotAuthor)

		r := h.signed(t)
		plain, err := h.s.Paper(h.doctor(), r.ID, false, "zh-CN")
		ok(t, err)
		got := papertest.Read(t, plain.PDF)
		got.Wants(t, "门诊病历", "主诉", "右下后牙疼痛 3 天", "处置", "开具止痛药", "漏写用药", "程弓远", r.Hash[:40])
		if strings.Contains(got.All(), "与原件一致") {
			t.Error("a plain print says that it is a certified copy")
		}
		copied, err := h.s.Paper(h.doctor(), r.ID, true, "zh-CN")
		ok(t, err)
		papertest.Keep(t, "record", copied.PDF)
		got = papertest.Read(t, copied.PDF)
		for i, p := range got.Pages {
			if !strings.Contains(papertest.Flat(p), "复印件与原件一致·复印人程弓远") {
				t.Errorf("page %d does not say what it is", i+1)
			}
		}
		got.Wants(t, r.Hash, fmt.Sprintf("原件第 %d 版", r.Seq))
		if n := h.count("audit_entries", "subject_id = ? AND action = 'charting.record_copied'", r.ID); n != 1 {
			t.Errorf("the audit tells of %d copies", n)
		}
	})
}

var father = []string{"陈山（患者父亲）"}

// manager may seal in the mill.
func (h *house) manager() context.Context { return h.as("shidinghai", MaySeal) }

// A sealed record holds everything and proves it; it is broken once, and handed
// out only then; what was changed in the store is found.
func TestSeal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		store := h.withStore(t)
		r := h.signed(t)
		h.begin(h.doctor(), NewRecord{Kind: Note}, good) // a draft is left out
		one, err := h.s.Seal(h.manager(), NewSeal{h.mill, r.Patient, "患者要求封存", father})
		ok(t, err)
		if one.Files < 8 || one.Size == 0 || len(one.Events) != 1 || h.facts(FactSealed) != 1 {
			t.Errorf("%+v", one)
		}
		got := unpack(t, store, one)
		for _, name := range []string{"patient.json", "chart.json", "cards.json", "orders.json", "referrals.json", "images/film.jpg", "SHA256SUMS", "manifest.json", "list.pdf"} {
			if got[name] == "" {
				t.Errorf("%s is not there", name)
			}
		}
		if got["images/film.jpg"] != "a film" || !strings.Contains(got["manifest.json"], `"drafts_left_out": 1`) {
			t.Error(got["manifest.json"])
		}
		whole := ""
		for name, text := range got {
			if strings.HasPrefix(name, "records/") && strings.HasSuffix(name, ".json") {
				whole += text
			}
		}
		for _, want := range []string{"漏写用药", "开髓，封药\"", "开具止痛药", r.Hash} {
			if !strings.Contains(whole, want) {
				t.Errorf("%s is not in the record", want)
			}
		}
		papertest.Keep(t, "sealed-list", []byte(got["list.pdf"]))
		papertest.Read(t, []byte(got["list.pdf"])).Wants(t, "病历封存清单", "陈山（患者父亲）", "患者要求封存", one.Contents)

		_, wrong, err := h.s.CheckSeal(h.manager(), one.ID)
		ok(t, err)
		if len(wrong) > 0 {
			t.Errorf("wrong: %v", wrong)
		}
		_, _, err = h.s.HandOutSeal(h.manager(), one.ID)
		refused(t, err, StillSealed)
		h.unsealOnce(t, one)
		_, file, err := h.s.HandOutSeal(h.manager(), one.ID)
		ok(t, err)
		b, err := io.ReadAll(file)
		ok(t, err)
		ok(t, file.Close())
		if files.HashOf(b) != one.Blob {
			t.Error("another file was handed out")
		}
		h.spoil(t, store, one)
	})
}

func unpack(t *testing.T, store files.Store, one Seal) map[string]string {
	t.Helper()
	b, err := files.Bytes(t.Context(), store, one.Blob)
	ok(t, err)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	ok(t, err)
	out := map[string]string{}
	for _, f := range z.File {
		text, err := readPiece(z, f.Name)
		ok(t, err)
		out[f.Name] = string(text)
	}
	return out
}

// unsealOnce breaks a seal twenty times at once: it is broken once.
func (h *house) unsealOnce(t *testing.T, one Seal) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() { _, errs[i] = h.s.Unseal(h.manager(), one.ID, "医疗事故鉴定", father) })
	}
	wg.Wait()
	if n := count(errs, AlreadyUnsealed); n != 1 {
		t.Errorf("the seal was broken %d times: %v", n, errs)
	}
}

// spoil changes a byte of the sealed file: the check says so.
func (h *house) spoil(t *testing.T, store files.Local, one Seal) {
	t.Helper()
	path := filepath.Join(store.Dir, one.Blob[:2], one.Blob)
	b, err := os.ReadFile(path)
	ok(t, err)
	b[len(b)/2] ^= 1
	ok(t, os.Chmod(path, 0o600))
	ok(t, os.WriteFile(path, b, 0o600))
	after, wrong, err := h.s.CheckSeal(h.manager(), one.ID)
	ok(t, err)
	last := after.Events[len(after.Events)-1]
	if len(wrong) == 0 || last.Step != SealChecked || last.Intact {
		t.Errorf("a changed file passed: %v, %+v", wrong, last)
	}
}

// Who may not, sees nothing; reasons and people are asked for; nothing is
// rewritten.
func TestSealsAreGuarded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.withStore(t)
		r := h.signed(t)
		_, err := h.s.Seal(h.manager(), NewSeal{h.mill, r.Patient, " ", father})
		refused(t, err, ReasonMissing)
		_, err = h.s.Seal(h.manager(), NewSeal{h.mill, r.Patient, "因", nil})
		refused(t, err, NobodyPresent)
		_, err = h.s.Seal(h.manager(), NewSeal{h.mill, r.Patient, "因", []string{strings.Repeat("长", 61)}})
		refused(t, err, BadText)
		_, err = h.s.Seal(h.manager(), NewSeal{h.boat, r.Patient, "因", father})
		refused(t, err, db.OutOfScope)
		one, err := h.s.Seal(h.manager(), NewSeal{h.mill, r.Patient, "因", father})
		ok(t, err)
		_, err = h.s.Unseal(h.at(h.boat, "shidinghai", MaySeal), one.ID, "因", father)
		refused(t, err, SealNotFound)
		for _, text := range []string{
			"UPDATE charting_seals SET reason = '' WHERE tenant_id = :tenant", "DELETE FROM charting_seals WHERE tenant_id = :tenant",
			"UPDATE charting_seal_events SET intact = NOT intact WHERE tenant_id = :tenant", "DELETE FROM charting_seal_events WHERE tenant_id = :tenant",
		} {
			err := h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := tx.RawExec(text); return err })
			if db.Violated(err) != "charting_seals_append_only" {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

// A version that was changed behind the program's back is neither printed nor
// sealed.
func TestDamagedRecordsAreNotCopied(t *testing.T) {
	o := Opened{Record: Record{State: Signed, Hash: "b"}, Versions: []Kept{{Hash: "a", Intact: true}, {Hash: "b", Intact: true}}}
	if !o.intact() {
		t.Error("a whole record was refused")
	}
	o.Versions[0].Intact = false
	if o.intact() {
		t.Error("a changed version passed")
	}
	o.Versions[0].Intact, o.Hash = true, "c"
	if o.intact() {
		t.Error("a text that no version says passed")
	}
}
