package stage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
)

// LogIn logs a person of the demo in and gives the session's cookie.
func LogIn(url, login string) (string, error) {
	body, err := json.Marshal(map[string]string{"group": org.DemoGroup, "login": login, "password": org.DemoPassword})
	if err != nil {
		return "", err
	}
	r, err := http.Post(url+"/api/v1/org/session", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	for _, c := range r.Cookies() {
		if c.Name == auth.CookieName {
			return c.Value, nil
		}
	}
	return "", fmt.Errorf("%s cannot log in: %s", login, r.Status)
}
