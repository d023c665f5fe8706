package visits

import (
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// The figures of Numbers as settings of a clinic, and those that only use cases
// look at.
var (
	turnoverMinutes = settings.Setting{Key: "visits.turnover_minutes", Kind: settings.Minutes, Default: 5, Unit: "min",
		Min: 0, Max: 60, PerClinic: true, Source: settings.House} // one unit of cleaning after each stay in a chair
	lateCancelHours = settings.Setting{Key: "visits.late_cancel_hours", Kind: settings.Int, Default: 24, Unit: "h",
		Min: 0, Max: 14 * 24, PerClinic: true, Source: settings.House} // a day's notice
	suspectMinutes = settings.Setting{Key: "visits.suspect_minutes", Kind: settings.Minutes, Default: 15, Unit: "min",
		Min: 5, Max: 240, PerClinic: true, Source: settings.House}
	callDueMinutes = settings.Setting{Key: "visits.call_due_minutes", Kind: settings.Minutes, Default: 60, Unit: "min",
		Min: 5, Max: 24 * 60, PerClinic: true, Source: settings.Practice} // called within the hour
	usableGapMinutes = settings.Setting{Key: "visits.usable_gap_minutes", Kind: settings.Minutes, Default: 15, Unit: "min",
		Min: 0, Max: 120, PerClinic: true, Source: settings.House} // the shortest visit
	maxWaitMinutes = settings.Setting{Key: "visits.max_wait_minutes", Kind: settings.Minutes, Default: 0, Unit: "min",
		Min: 0, Max: 60, PerClinic: true, Source: settings.House}
	applianceBlocks = settings.Setting{Key: "visits.appliance_blocks", Kind: settings.Bool, Default: true, PerClinic: true,
		Source: settings.House} // nobody comes for what is not there
	pastMinutes = settings.Setting{Key: "visits.past_minutes", Kind: settings.Minutes, Default: 0, Unit: "min",
		Min: 0, Max: 240, PerClinic: true, Source: settings.House} // a visit is booked before it begins
	schoolFromAge = settings.Setting{Key: "visits.school_from_age", Kind: settings.Int, Default: 6,
		Min: 3, Max: 10, PerClinic: true, Source: settings.House} // the first class
	schoolToAge = settings.Setting{Key: "visits.school_to_age", Kind: settings.Int, Default: 17,
		Min: 10, Max: 25, PerClinic: true, Source: settings.House} // the end of school
	offerMinutes = settings.Setting{Key: "visits.offer_minutes", Kind: settings.Minutes, Default: 30, Unit: "min",
		Min: 5, Max: 24 * 60, PerClinic: true, Source: settings.House} // time to look into one's own calendar
	freedDays = settings.Setting{Key: "visits.freed_days", Kind: settings.Int, Default: 7, Unit: "d",
		Min: 0, Max: 31, PerClinic: true, Source: settings.House} // who waits can change the plans of a week
	overrunMinutes = settings.Setting{Key: "visits.overrun_minutes", Kind: settings.Minutes, Default: 5, Unit: "min",
		Min: 0, Max: 60, PerClinic: true, Source: settings.House} // one unit is no overrun
	cancelTarget = settings.Setting{Key: "visits.cancel_target_percent", Kind: settings.Int, Default: 10, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.Practice} // at most one in ten
	recallLeadDays = settings.Setting{Key: "visits.recall_lead_days", Kind: settings.Int, Default: 7, Unit: "d",
		Min: 0, Max: 90, PerClinic: true, Source: settings.House} // a week to reach the patient
	calledMinutes = settings.Setting{Key: "visits.called_minutes", Kind: settings.Minutes, Default: 15, Unit: "min",
		Min: 1, Max: 120, PerClinic: true, Source: settings.House} // time to find the chair
	rebookedDays = settings.Setting{Key: "visits.rebooked_days", Kind: settings.Int, Default: 30, Unit: "d",
		Min: 1, Max: 365, PerClinic: true, Source: settings.House} // a new visit later than that is for something else
	longestAwayHours = settings.Setting{Key: "visits.longest_away_hours", Kind: settings.Int, Default: 12, Unit: "h",
		Min: 1, Max: 24, PerClinic: true, Source: settings.House} // longer is a day off
	feedInitials = settings.Setting{Key: "visits.feed_initials", Kind: settings.Bool, Default: false, PerClinic: false,
		Source: settings.House} // a calendar on a telephone names nobody
)

// settingList is what the module lets a clinic set.
var settingList = []settings.Setting{
	turnoverMinutes, lateCancelHours, suspectMinutes, callDueMinutes, usableGapMinutes, maxWaitMinutes,
	applianceBlocks, pastMinutes, recallLeadDays, schoolFromAge, schoolToAge, offerMinutes, freedDays, overrunMinutes, cancelTarget,
	calledMinutes, rebookedDays, longestAwayHours, feedInitials, remindDays, remindClock, remindLeadMinutes,
}

// numbersOf reads a clinic's figures. Lengths that are planned are cut to whole
// units, because a setting knows only its bounds.
func numbersOf(tx *db.Tx, clinic string) (Numbers, error) {
	v, err := settings.Of(tx, clinic)
	if err != nil {
		return Numbers{}, err
	}
	whole := func(s settings.Setting) int { return v.Int(s) / UnitMinutes * UnitMinutes }
	n := Numbers{
		TurnoverMinutes: whole(turnoverMinutes), LateCancelHours: v.Int(lateCancelHours),
		SuspectMinutes: v.Int(suspectMinutes), UsableGapMinutes: whole(usableGapMinutes),
		MaxWaitMinutes: whole(maxWaitMinutes), SchoolFromAge: v.Int(schoolFromAge), SchoolToAge: v.Int(schoolToAge),
		ApplianceBlocks: v.Bool(applianceBlocks),
	}
	n.CallDueMinutes = max(v.Int(callDueMinutes), n.SuspectMinutes)
	return n, nil
}
