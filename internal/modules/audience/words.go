package audience

// attrList are the attributes of which rules may speak.
func attrList() []Attr {
	return []Attr{
		{Key: "age", Type: Age, Column: "born"},
		{Key: "birthday", Type: Birthday, Column: "born"},
		{Key: "sex", Type: Choice, Column: "sex", Choices: []string{"female", "male", "unknown"}},
		{Key: "home", Type: Choice, Column: "home", Source: "clinics"},
		{Key: "source", Type: Choice, Column: "source", Source: "sources"},
		{Key: "class", Type: Choice, Column: "class", Choices: []string{"C-A", "C-B", "C-C", "C-D", "C-E"}},
		{Key: "doctor", Type: Choice, Column: "doctor", Source: "doctors"},
		{Key: "registered", Type: DayType, Column: "registered"},
		{Key: "first_visit", Type: DayType, Column: "first_visit"},
		{Key: "last_visit", Type: DayType, Column: "last_visit"},
		{Key: "next_visit", Type: DayType, Column: "next_visit"},
		{Key: "recall_due", Type: DayType, Column: "recall_due"},
		{Key: "prepaid", Type: Money, Column: "prepaid"},
		{Key: "prepaid_day", Type: DayType, Column: "prepaid_day"},
		{Key: "debt", Type: Money, Column: "debt"},
		{Key: "ortho", Type: Choice, Column: "ortho", Choices: []string{"consulted", "declined", "agreed", "active", "retention", "done"}},
		{Key: "ortho_kind", Type: Choice, Column: "ortho_kind", Source: "appliances"},
		{Key: "ortho_stage", Type: Number, Column: "ortho_stage"},
		{Key: "ortho_since", Type: DayType, Column: "ortho_since"},
		{Key: "important", Type: YesNo, Column: "important"},
		{Key: "wechat", Type: YesNo, Column: "wechat"},
		{Key: "phone", Type: YesNo, Column: "phone"},
		{Key: "marketing", Type: YesNo, Column: "marketing"},
		{Key: "complaint", Type: YesNo, Column: "complaint"},
		{Key: "died", Type: YesNo, Column: "died"},
		{Key: "plans", Type: Set, Choices: []string{"presented", "accepted", "declined"}},
	}
}

// kindList are the kinds of happening of which rules and journeys may speak.
func kindList() []Kind {
	return []Kind{
		{Key: "billing.charged", Fields: []Field{{Key: "amount", Type: Money, In: SlotAmount}}},
		{Key: "visits.left"},
		{Key: "visits.no_show"},
		{Key: "visits.cancelled"},
		{Key: "plans.presented", Fields: []Field{{Key: "category", Type: Text, In: SlotWord}}},
		{Key: "plans.accepted", Fields: []Field{{Key: "category", Type: Text, In: SlotWord}}},
		{Key: "plans.declined", Fields: []Field{{Key: "category", Type: Text, In: SlotWord}}},
		{Key: "plans.item_executed", Fields: []Field{{Key: "item", Type: Text, In: SlotWord}, {Key: "tooth", Type: Text, In: SlotOther}}},
	}
}
