package charting

import (
	_ "embed" // what ships, in a file that a dentist can read
	"fmt"
	"strings"
	"sync"
)

//go:embed shipped.txt
var shippedText string

var partNames = map[string]Part{
	"主诉": Complaint, "现病史": Illness, "既往史": History, "检查": Examination, "诊断": Diagnosis, "治疗计划": Planned,
	"处置": Treatment, "医嘱": Advice,
}

// shipped are the templates and phrases that ship, without ids.
func shipped() []Template {
	out := make([]Template, len(shippedOnce()))
	copy(out, shippedOnce())
	return out
}

var shippedOnce = sync.OnceValue(func() []Template {
	list, err := readShipped(shippedText)
	if err != nil {
		panic("charting: shipped.txt: " + err.Error()) // a test reads it
	}
	return list
})

// readShipped reads the form that shipped.txt describes.
func readShipped(text string) ([]Template, error) {
	var out []Template
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '=':
			var t Template
			t, err = readHead(strings.Split(line[1:], "|"))
			out = append(out, t)
		case line[0] == '/':
			var t Template
			t, err = readPhrase(strings.SplitN(line[1:], "|", 3), len(out))
			out = append(out, t)
		case len(out) == 0:
			err = fmt.Errorf("a line of no template")
		default:
			err = readLine(&out[len(out)-1], line)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	for i, t := range out {
		tidy, err := t.tidy()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
		tidy.Position, tidy.Active, tidy.Version = i, true, 1
		out[i] = tidy
	}
	return out, nil
}

func readHead(f []string) (Template, error) {
	if len(f) != 3 {
		return Template{}, fmt.Errorf("not code | kind | name")
	}
	return Template{Code: strings.TrimSpace(f[0]), Kind: Kind(strings.TrimSpace(f[1])), Name: f[2], Form: WholeRecord}, nil
}

func readPhrase(f []string, n int) (Template, error) {
	if len(f) != 3 {
		return Template{}, fmt.Errorf("not part | name | text")
	}
	part, ok := partNames[strings.TrimSpace(f[0])]
	if !ok {
		return Template{}, fmt.Errorf("no part %q", f[0])
	}
	return Template{Code: fmt.Sprintf("phrase_%02d", n), Form: Phrase, Name: f[1], Content: Content{{part, []Line{{Text: f[2]}}}}}, nil
}

func readLine(t *Template, line string) error {
	name, text, _ := strings.Cut(line, ":")
	part, ok := partNames[name]
	if !ok {
		return fmt.Errorf("no part %q", name)
	}
	t.Content = append(t.Content, Section{part, []Line{{Text: text}}})
	return nil
}
