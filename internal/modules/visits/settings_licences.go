package visits

import (
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// licensedActs are the acts that a clinic's own rules leave to licensed dentists
// or not, in the order of the screens.
var licensedActs = []Act{
	ActBond, ActWire, ActActivate, ActReduce, ActScrew, ActCement, ActDebond, ActScale, ActNumb, ActDrill, ActExtract, ActDiagnose,
	ActFit, ActSeparate, ActImpress, ActTrain, ActRecord, ActInstruct,
}

// licenceSettings ask for each act whether only a licensed dentist may do it.
func licenceSettings() []settings.Setting {
	out := make([]settings.Setting, len(licensedActs))
	for i, a := range licensedActs {
		out[i] = licenceSetting(a)
	}
	return out
}

func licenceSetting(a Act) settings.Setting {
	return settings.Setting{Key: "visits.licensed_" + string(a), Kind: settings.Bool, Default: DefaultLicences()[a], PerClinic: true,
		Source: settings.House} // the cautious reading; the health authority of the place decides
}

// licencesOf reads which acts a clinic leaves to licensed dentists; "" asks for
// the group.
func licencesOf(tx *db.Tx, clinic string) (Licences, error) {
	v, err := settings.Of(tx, clinic)
	if err != nil {
		return nil, err
	}
	out := Licences{}
	for _, a := range licensedActs {
		out[a] = v.Bool(licenceSetting(a))
	}
	return out, nil
}
