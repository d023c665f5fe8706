package main

import (
	"context"
	"fmt"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/visits"
)

// packing places the reference day from 20 fixed shuffles.
func packing(_ context.Context, _ *run) (*table, error) {
	t := &table{
		title: "The reference day packed from 20 shuffles",
		note: "96 visits, one orthodontist on six chairs, two general dentists on two; rules alone, without a database. " +
			"Usage is of what is on shift, turnover included. Asked for: all placed with lunch and turnover, ≤ 2 s each.",
		head: []string{"seed", "placed", "took", "doctor's hands D", "assistants A", "orthodontic chairs", "general chairs", "last end"},
	}
	clinic := visits.NamedReferenceClinic()
	zone := time.FixedZone("CST", 8*3600)
	for seed := range uint64(20) {
		day, wanted := visits.ReferenceDay(clinic, "2026-08-08", zone)
		state := day.Prepare()
		began := time.Now()
		p := visits.Pack(state, visits.Shuffled(wanted, seed))
		took := time.Since(began)
		var end int64
		for _, b := range p.Booked {
			end = max(end, b.Plan.End())
		}
		t.add(seed, met(len(p.Unplaced) == 0, fmt.Sprintf("%d of %d", len(p.Booked), len(wanted))), took, usage(state.HandsUsage(clinic.Orthodontist)),
			usage(state.PoolUsage(visits.Assistant)), usage(state.PlaceUsage(visits.Chair, visits.OrthoArea)),
			usage(state.PlaceUsage(visits.Chair, visits.GeneralArea)), civil.ClockOf(end, zone))
	}
	return t, nil
}

func usage(u visits.Usage) string {
	return fmt.Sprintf("%d of %d min, %d %%", u.Used, u.Offered, u.Percent())
}
