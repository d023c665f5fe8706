package patients

// maxDepth bounds how far a referral tree is followed.
const maxDepth = 20

// Branch is one person in a referral tree, with those they introduced.
type Branch struct {
	Patient  Patient
	Depth    int  // of the root: 0
	Direct   int  // how many they introduced themselves
	Total    int  // how many came of them altogether
	Hidden   bool // not in the actor's sight: counted, not named
	Children []*Branch
}

// grow makes the tree of a root from its people: each names its introducer.
// Whoever is not reached from the root is left out.
func grow(root string, people []patientRow, introducer map[string]string, visible map[string]bool, open func(patientRow) (Patient, error)) (*Branch, error) {
	at := map[string]*Branch{}
	for _, r := range people {
		b := &Branch{Hidden: !visible[r.ID]}
		if visible[r.ID] {
			p, err := open(r)
			if err != nil {
				return nil, err
			}
			b.Patient = p
		}
		at[r.ID] = b
	}
	top := at[root]
	if top == nil {
		return nil, NotFound.With()
	}
	for _, r := range people {
		if by := at[introducer[r.ID]]; by != nil && r.ID != root {
			by.Children = append(by.Children, at[r.ID])
		}
	}
	count(top, 0)
	return top, nil
}

func count(b *Branch, depth int) {
	b.Depth, b.Direct, b.Total = depth, len(b.Children), len(b.Children)
	for _, c := range b.Children {
		if depth < maxDepth {
			count(c, depth+1)
		}
		b.Total += c.Total
	}
}
