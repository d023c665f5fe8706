package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"archwire/internal/modules/charting"
	"archwire/internal/modules/imaging"
	"archwire/internal/modules/plans"
)

// annexes are what other modules add to a sealed record: a patient's images as
// they came, plans with their execution, and money.
func (a *App) annexes() []charting.Annex {
	return []charting.Annex{a.imagesOf, a.plansOf, a.moneyOf}
}

// sealedImage is an image in the list of a sealed record.
type sealedImage struct {
	File  string
	Image imaging.Viewed
	Steps []imaging.NamedEvent
}

func (a *App) imagesOf(ctx context.Context, patient string) ([]charting.SealPiece, error) {
	list, err := a.House.Imaging.OfPatient(ctx, patient, true)
	if err != nil {
		return nil, err
	}
	var out []charting.SealPiece
	all := []sealedImage{}
	for n, i := range list {
		one, steps, err := a.House.Imaging.One(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("images/%s-%03d-%s.%s", i.Day, n+1, i.Slot, ending(i.Media))
		out = append(out, charting.SealPiece{Name: name, What: "charting.seal.what.image", Blob: i.Hash, Size: i.Size})
		all = append(all, sealedImage{name, one, steps})
	}
	return append(out, piece("images.json", "charting.seal.what.images", all)), nil
}

func ending(m imaging.Media) string {
	if m == imaging.DICOM {
		return "dcm"
	}
	return strings.TrimPrefix(string(m), "image/")
}

// sealedPlan is a plan in a sealed record.
type sealedPlan struct {
	Plan       plans.Plan
	Executions []plans.Execution
}

func (a *App) plansOf(ctx context.Context, patient string) ([]charting.SealPiece, error) {
	list, err := a.House.Plans.OfPatient(ctx, patient)
	if err != nil {
		return nil, err
	}
	all := []sealedPlan{}
	for _, p := range list {
		done, err := a.House.Plans.Executions(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, sealedPlan{p, done})
	}
	return []charting.SealPiece{piece("plans.json", "charting.seal.what.plans", all)}, nil
}

func (a *App) moneyOf(ctx context.Context, patient string) ([]charting.SealPiece, error) {
	account, err := a.House.Billing.Account(ctx, patient)
	return []charting.SealPiece{piece("money.json", "charting.seal.what.money", account)}, err
}

// piece is a piece of what values of the house say.
func piece(name, what string, v any) charting.SealPiece {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		panic(err) // structs of texts and numbers
	}
	return charting.SealPiece{Name: name, What: what, Content: append(b, '\n')}
}
