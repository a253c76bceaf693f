package classify

// Setting tells whether a name alone says that it holds a setting, and no credential: CACHE_VERSION, DEPLOY_PATH, SERVER_IP.
// What may hold one all the same is none: an address, a whole file of settings, the id of a session.
func Setting(name string) bool {
	words := handed(split(name))
	if publishesKey(words) {
		return true
	}
	words = withoutCertificate(words)
	if len(words) == 0 || hasAny(words, credentialWords) || hasAny(words, secretWords) || hasAny(words, openedByWords) {
		return false
	}
	n := named{name: words}
	last := n.ending()
	if isBaseAddress(words) || isSwitch(words) {
		return true
	}
	return (n.endsAsSetting() || hasAny(last, plainWords)) && !hasAny(last, holdingWords)
}

// isBaseAddress says that a name is of the address that paths of an API are added to, so that it holds no more: STS_API_URL, API_BASE.
func isBaseAddress(words []string) bool {
	last := len(words) - 1
	return last > 0 && (urlWords[words[last]] && (words[last-1] == "API" || words[last-1] == "BASE") || words[last] == "BASE" && words[last-1] == "API") &&
		!hasAny(words, urlSecretWords)
}

// publishesKey says that a key is meant to be published: SIGNING_PUBLIC_KEY.
func publishesKey(words []string) bool {
	return len(words) > 1 && words[len(words)-1] == "KEY" && hasAny(words, publicWords) && !hasAny(words, secretWords)
}

// withoutCertificate leaves a certificate out of the words of its name, or of its profile's.
func withoutCertificate(words []string) []string {
	last := len(words) - 1
	if last > 1 && (words[last] == "NAME" || words[last] == "PROFILE" || words[last] == "CHAIN") && (words[last-1] == "CERT" || words[last-1] == "CERTIFICATE") {
		return append(words[:last-1:last-1], words[last])
	}
	return words
}

// plainWords end the names of settings as settingWords do, and stand behind credentials, too: TOKEN_LIST is a list of tokens.
var plainWords = set(`LIST LISTS VAL COUNT SIZE LIMIT DATE DAYS HOURS CHAIN XPUB YPUB ZPUB`)

// holdingWords end the names of settings that may hold a credential.
var holdingWords = set(`CONFIG ENV ENVIRONMENT OPTS OPTIONS ARGS FLAGS URL URI ENDPOINT ENDPOINTS LOGIN ACCOUNT TOPIC STACK SCHEMA`)

// openedByWords make credentials of what is otherwise a setting: who has a session's id has the session.
var openedByWords = set(`SESSION COOKIE LICENSE LICENCE SERIAL`)
