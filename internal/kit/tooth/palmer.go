package tooth

import (
	"fmt"
	"slices"
	"strings"
)

// Cross is a site in Palmer notation (十字坐标): what stands in the four corners
// of the cross as one looks at the patient, upper right first. Permanent teeth
// are Arabic figures, primary ones Roman, as Chinese notes write them.
type Cross struct{ UpperRight, UpperLeft, LowerLeft, LowerRight string }

var roman = [...]string{"", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"}

// Palmer gives the teeth that are named one by one as a cross. On the right side
// of the patient, which is left on paper, figures fall towards the midline.
func (s Site) Palmer() Cross {
	var corner [5][]string
	surfaces := map[Tooth]string{}
	for _, u := range s.Units {
		if len(u.Teeth) == 1 {
			surfaces[u.Teeth[0]] = u.Surfaces
		}
	}
	for _, t := range s.Teeth() {
		text := fmt.Sprint(t.Number())
		if t.Primary() {
			text = roman[t.Number()]
		}
		if t.Extra() {
			text += "s"
		}
		q := t.Quadrant()
		corner[q] = append(corner[q], text+surfaces[t])
	}
	join := func(q int) string { return strings.Join(corner[q], " ") }
	return Cross{join(1), join(2), join(3), join(4)}
}

// Row lists the teeth of an arch from the patient's right to the left.
func Row(upper, primary bool) []Tooth {
	right, left := 1, 2
	if !upper {
		right, left = 4, 3
	}
	out := Of(right, primary)
	slices.Reverse(out)
	return append(out, Of(left, primary)...)
}
