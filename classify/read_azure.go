package classify

import (
	"net/url"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// azureTimes are the forms of a time that a shared access signature may have.
var azureTimes = []string{time.RFC3339, "2006-01-02T15:04Z", "2006-01-02T15:04Z07:00", "2006-01-02"}

// sasProofs are the parameters of a shared access signature that say what it allows, as in
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas.
var sasProofs = []struct{ parameter, name string }{
	{"sp", "permissions"}, {"sr", "resource"}, {"srt", "resource types"}, {"ss", "services"},
	{"spr", "protocol"}, {"sip", "allowed ip"}, {"sv", "version"}, {"si", "stored access policy"},
	{"skoid", "azure object id"}, {"sktid", "azure tenant id"},
}

// readAzureSAS reads who issued a shared access signature, what it allows and until when.
func readAzureSAS(text, value string, c *nhi.Credential) {
	signature := strings.TrimPrefix(text, "sig=")
	secrets := []string{signature}
	if plainText, err := url.QueryUnescape(signature); err == nil {
		secrets = append(secrets, plainText)
	}
	address, query := sasQuery(value, text)
	if host := hostOf(address); strings.HasSuffix(host, ".core.windows.net") {
		account, _, _ := strings.Cut(host, ".")
		prove(c, "azure storage account", account, secrets...)
	}
	prove(c, "type", "shared access signature", secrets...)
	for _, p := range sasProofs {
		prove(c, p.name, query.Get(p.parameter), secrets...)
	}
	c.IssuedAt = azureTime(query.Get("st"))
	c.ExpiresAt = azureTime(query.Get("se"))
	c.NeverExpires = c.ExpiresAt.IsZero() && query.Has("sp") && !query.Has("se") && !query.Has("si")
}

// sasQuery is the address and the query of the signature around text.
func sasQuery(value, text string) (address string, query url.Values) {
	at := strings.Index(value, text)
	start := strings.LastIndexAny(value[:at], " \t\r\n\"'") + 1
	whole, _, _ := strings.Cut(value[start:], " ")
	whole, _, _ = strings.Cut(whole, "\n")
	address, raw, hasQuery := strings.Cut(whole, "?")
	if !hasQuery {
		address, raw = "", whole
	}
	query, err := url.ParseQuery(strings.TrimRight(raw, "\"'"))
	if err != nil {
		return address, nil
	}
	return address, query
}

func azureTime(text string) time.Time {
	for _, form := range azureTimes {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// readAzureStorage reads the account that a storage connection string is for.
func readAzureStorage(text, value string, c *nhi.Credential) {
	key := strings.TrimPrefix(text, "AccountKey=")
	prove(c, "type", "account key", key)
	proveWord(c, "azure storage account", setting(value, "AccountName"), key)
}

// readAzureBus reads the namespace and the policy of a service bus connection string.
func readAzureBus(_, value string, c *nhi.Credential) {
	key := setting(value, "SharedAccessKey")
	prove(c, "host", hostOf(setting(value, "Endpoint")), key)
	proveWord(c, "shared access policy", setting(value, "SharedAccessKeyName"), key)
	proveWord(c, "entity", setting(value, "EntityPath"), key)
}

// setting is the value of a key in a connection string: Key=value;Key=value.
func setting(text, key string) string {
	for part := range strings.SplitSeq(text, ";") {
		if k, v, ok := strings.Cut(part, "="); ok && strings.EqualFold(strings.TrimSpace(k), key) {
			return strings.Trim(v, " \t\r\n\"'")
		}
	}
	return ""
}
