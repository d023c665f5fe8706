package patients

import (
	"archwire/internal/kit/phone"
	"archwire/internal/platform/secrets"
)

// sealer seals and digests the numbers of one group. A sealed number is bound
// to the row that holds it.
type sealer struct {
	vault  *secrets.Vault
	tenant string
}

func (s sealer) place(column, row string) string {
	return "patients." + column + "/" + s.tenant + "/" + row
}

// seal gives "" for "".
func (s sealer) seal(column, row, number string) string {
	if number == "" {
		return ""
	}
	return s.vault.Seal(s.place(column, row), []byte(number))
}

func (s sealer) open(column, row, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	plain, err := s.vault.Open(s.place(column, row), sealed)
	return string(plain), err
}

// masked opens a telephone number and hides its middle.
func (s sealer) masked(column, row, sealed string) (string, error) {
	n, err := s.open(column, row, sealed)
	return phone.Mask(n), err
}

// The columns that hold sealed numbers, part of the place each is bound to.
const (
	atContact  = "contact"  // patients_contacts
	atDefault  = "phone"    // patients_patients.phone_sealed, the default contact's once more
	atIdentity = "identity" // patients_patients.id_sealed
	atRelation = "relation" // patients_relations
)

func (s sealer) phone(number string) string { return s.vault.Mac(s.tenant, "patients.phone", number) }
func (s sealer) tail(digits string) string  { return s.vault.Mac(s.tenant, "patients.tail", digits) }
func (s sealer) identity(n string) string   { return s.vault.Mac(s.tenant, "patients.identity", n) }
