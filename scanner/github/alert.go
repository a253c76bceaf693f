package github

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// alertItem is a secret-scanning alert. It has no field for the secret, which is not asked for.
type alertItem struct {
	Number     int64           `json:"number"`
	State      string          `json:"state"`
	SecretType string          `json:"secret_type"`
	TypeName   string          `json:"secret_type_display_name"`
	Validity   string          `json:"validity"`
	Public     bool            `json:"publicly_leaked"`
	Bypassed   bool            `json:"push_protection_bypassed"`
	CreatedAt  time.Time       `json:"created_at"`
	Repository namedRepository `json:"repository"` // in the list of an organisation
	First      *struct {
		Path      string `json:"path"`
		StartLine int    `json:"start_line"`
		Column    int    `json:"start_column"`
		CommitSHA string `json:"commit_sha"`
	} `json:"first_location_detected"`
}

func (i alertItem) named() bool { return i.Number != 0 }

// alerts reads secret-scanning alerts. A 404 of a repository in which scanning is off is no gap.
func (r *reader) alerts(ctx context.Context, s *Surface) {
	found, err := items[alertItem](ctx, r, api.List{Path: r.path(s)})
	off := r.Repository != nil && r.Repository.SecretScanning.Known() && !r.Repository.SecretScanning.Value
	if err != nil && !(missing(err) && off) {
		r.refuse(s, "", err)
	}
	for _, item := range found {
		r.Exposures = append(r.Exposures, r.alert(item))
	}
}

func (r *reader) alert(item alertItem) nhi.Exposure {
	repository := r.target
	if item.Repository.FullName != "" {
		repository = clean(item.Repository.FullName)
	}
	exposure := nhi.Exposure{
		Rule: clean(item.SecretType), Location: nhi.Location{Repository: r.elsewhere(repository)},
		Presence: nhi.PresenceHistory, Confidence: nhi.ConfidenceHigh, Credential: classifyAlert(item),
		Platform: &nhi.Alert{
			Place: fmt.Sprintf("secret scanning alert %d of %s", item.Number, repository),
			URL:   fmt.Sprintf("%s/%s/security/secret-scanning/%d", r.web, repository, item.Number),
			State: oneOf(item.State, nhi.AlertStates, ""), Validity: oneOf(item.Validity, nhi.Validities, ""),
			Public: item.Public, Bypassed: item.Bypassed, Created: item.CreatedAt.UTC(),
		},
	}
	if first := item.First; first != nil && first.Path != "" {
		exposure.Location.Path, exposure.Location.Line, exposure.Location.Column = clean(first.Path), max(first.StartLine, 0), max(first.Column, 0)
		exposure.Commit, exposure.Platform.Place = clean(first.CommitSHA), ""
	}
	return exposure
}

// classifyAlert says whose credential GitHub found, by the name it gives to its type:
// "aws_secret_access_key" reads like the name of a variable.
func classifyAlert(item alertItem) nhi.Credential {
	credential := classify.Name(strings.ToUpper(strings.Replace(item.SecretType, "incoming_webhook", "webhook", 1)))
	if credential.Service == "" {
		credential.Service = clean(item.TypeName)
	}
	credential.Public, credential.By, credential.Confidence = false, nhi.RecognisedByRule, nhi.ConfidenceHigh
	return credential
}
