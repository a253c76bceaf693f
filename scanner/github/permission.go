package github

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// permissionTitles are the names that GitHub's pages have for permissions, under their section there.
var permissionTitles = map[string][2]string{
	"actions":                {"Repository", "Actions"},
	"actions_variables":      {"Repository", "Variables"},
	"administration":         {"Repository", "Administration"},
	"agent_secrets":          {"Repository", "Agent secrets"},
	"agent_variables":        {"Repository", "Agent variables"},
	"codespaces_secrets":     {"Repository", "Codespaces secrets"},
	"contents":               {"Repository", "Contents"},
	"copilot_agent_settings": {"Repository", "Copilot agent settings"},
	"dependabot_secrets":     {"Repository", "Dependabot secrets"},
	"environments":           {"Repository", "Environments"},
	"metadata":               {"Repository", "Metadata"},
	"repository_hooks":       {"Repository", "Webhooks"},
	"secret_scanning_alerts": {"Repository", "Secret scanning alerts"},
	"secrets":                {"Repository", "Secrets"},

	"members":                                     {"Organization", "Members"},
	"organization_actions_variables":              {"Organization", "Variables"},
	"organization_administration":                 {"Organization", "Administration"},
	"organization_agent_secrets":                  {"Organization", "Organization agent secrets"},
	"organization_agent_variables":                {"Organization", "Organization agent variables"},
	"organization_codespaces_secrets":             {"Organization", "Organization codespaces secrets"},
	"organization_copilot_agent_settings":         {"Organization", "Copilot agent settings"},
	"organization_copilot_seat_management":        {"Organization", "GitHub Copilot Business"},
	"organization_dependabot_secrets":             {"Organization", "Organization dependabot secrets"},
	"organization_hooks":                          {"Organization", "Webhooks"},
	"organization_personal_access_token_requests": {"Organization", "Personal access token requests"},
	"organization_personal_access_tokens":         {"Organization", "Personal access tokens"},
	"organization_private_registries":             {"Organization", "Organization private registries"},
	"organization_secrets":                        {"Organization", "Secrets"},
	"organization_self_hosted_runners":            {"Organization", "Self-hosted runners"},
}

// PermissionTitle is what GitHub's pages call a permission: "Repository permissions: Secrets, read".
// One that is not known stays as it is; alternatives are divided by "; ".
func PermissionTitle(permission string) string {
	alternatives := strings.Split(permission, "; ")
	for i, alternative := range alternatives {
		name, level, _ := strings.Cut(alternative, "=")
		if title, known := permissionTitles[name]; known {
			alternatives[i] = title[0] + " permissions: " + title[1] + ", " + level
		}
	}
	return strings.Join(alternatives, ", or ")
}

// Permissions is the smallest set with which everything can be read that GitHub lets read without
// the right to write, by name, as an App or a fine-grained token is given it.
func Permissions(organization bool) map[string]string {
	set := map[string]string{}
	for _, s := range surfacesOf(organization) {
		if name, level, _ := strings.Cut(s.Permission, "="); level == "read" && s != orgCodespacesSecrets {
			set[name] = level
		}
	}
	return set
}

// AppURL is where the organisation that the source is asked for makes an App.
func (s *Source) AppURL() string { return AppURL(s.options.Access.URL, s.options.Organization) }

// AppURL is the page on which an organisation's owner makes an App with these permissions and
// without a webhook: the form is filled in. An empty apiURL is GitHub's own.
func AppURL(apiURL, organization string) string {
	query := []string{"name=" + url.QueryEscape("rollcall-"+organization), "url=" + url.QueryEscape("https://github.com/rollcall-dev/rollcall"), "public=false", "webhook_active=false"}
	permissions := Permissions(true)
	for _, name := range slices.Sorted(maps.Keys(permissions)) {
		query = append(query, name+"="+permissions[name])
	}
	return webOf(apiURL) + "/organizations/" + url.PathEscape(organization) + "/settings/apps/new?" + strings.Join(query, "&")
}
