package classify

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// environments are the words in a name that say where a credential acts.
var environments = map[string]nhi.Environment{
	"PROD": nhi.EnvironmentProduction, "PRODUCTION": nhi.EnvironmentProduction, "PRD": nhi.EnvironmentProduction, "LIVE": nhi.EnvironmentProduction,
	"STAGING": nhi.EnvironmentStaging, "STAGE": nhi.EnvironmentStaging, "STG": nhi.EnvironmentStaging, "PREPROD": nhi.EnvironmentStaging,
	"UAT": nhi.EnvironmentStaging, "QA": nhi.EnvironmentStaging, "PREVIEW": nhi.EnvironmentStaging,
	"DEV": nhi.EnvironmentDevelopment, "DEVELOPMENT": nhi.EnvironmentDevelopment, "LOCAL": nhi.EnvironmentDevelopment,
	"SANDBOX": nhi.EnvironmentDevelopment, "TEST": nhi.EnvironmentDevelopment, "TESTING": nhi.EnvironmentDevelopment,
	"CI": nhi.EnvironmentCI,
}

// modeWords say, for a payment service, whether real money moves.
var modeWords = map[string]nhi.Livemode{"LIVE": nhi.LivemodeLive, "TEST": nhi.LivemodeTest, "SANDBOX": nhi.LivemodeTest}

// credentialWords say that a name is of a credential.
var credentialWords = set(`KEY TOKEN SECRET SECRETS PASSWORD PASSWD PASS PWD PASSPHRASE PAT CREDENTIAL CREDENTIALS CREDS AUTH AUTHKEY
	APIKEY APITOKEN BEARER JWT SAS DSN CERT CERTIFICATE PEM P12 PFX KEYSTORE KUBECONFIG NPMRC WEBHOOK HOOK PSK MNEMONIC SEED GHP FGPAT
	ACCESSKEY SECRETKEY PRIVATEKEY AUTHTOKEN ACCESSTOKEN KEYPASSWORD STOREPASSWORD KEYSTOREPASSWORD`)

// secretWords say that a name is of a secret, whatever else it says.
var secretWords = set(`SECRET SECRETS PASSWORD PASSWD PASSPHRASE PRIVATE TOKEN CREDENTIALS APITOKEN
	KEYPASSWORD STOREPASSWORD KEYSTOREPASSWORD`)

// publicWords say that a key is meant to be published.
var publicWords = set(`PUBLIC PUBLISHABLE INVITE ANON PUBKEY FINGERPRINT FINGERPRINTS THUMBPRINT`)

// settingWords end the names of what surrounds a credential, and is none.
var settingWords = set(`ID IDS SID REGION REGIONS HOST HOSTS HOSTNAME PORT USER USERNAME USERID LOGIN EMAIL MAIL ACCOUNT PROJECT BUCKET NAME
	ORG ORGANIZATION ORGANISATION DOMAIN DOMAINS TENANT ZONE ENDPOINT ENDPOINTS VERSION CHANNEL CHANNELS CLUSTER NAMESPACE ENABLED ENABLE DISABLED
	TIMEOUT MODEL PATH DIR DIRECTORY TEAM REGISTRY REPO REPOSITORY IMAGE TYPE ENV ENVIRONMENT ROLE ARN PROVIDER ALIAS SERVER
	LOCATION SUBSCRIPTION WORKSPACE DISTRIBUTION PLAN MODE LEVEL FLAGS OPTS OPTIONS ARGS CONFIG SLUG STACK STAGE SITE SCHEMA TABLE TOPIC QUEUE URL URI
	ADDR ADDRESS FOLDER BRANCH TAG INDEX ISSUER AUDIENCE DEBUG TELEMETRY KEYID KEYNAME KEYGRIP CLIENTID APPID IP IPS CIDR SUBNET VERSIONS PATHS POOL PRIORITY
	USERS NAMES EMAILS PLATFORM LANGUAGE LOCALE TIMEZONE PREFIX SUFFIX IDENTIFIER PROFILE PROFILES NR NUMBER TO FROM CHAT OWNER SHA`)

// mailWords are of addresses for mail.
var mailWords = set(`EMAIL EMAILS`)

// endingWords may stand behind a service's name beside credentialWords, and say nothing of another's.
var endingWords = set(`API ACCESS CLIENT PRIVATE SERVICE ACCOUNT BOT USER APP OAUTH OAUTH2 ID URL URI SIGNING`)

// signingWords are of keys that sign programs and of what opens them; a pair is of two words in a row.
var signingWords = set(`KEYSTORE SIGNING SIGN SIGNER JKS KEYPASSWORD STOREPASSWORD KEYSTOREPASSWORD KEYALIAS
	KEY_STORE KEY_PASSWORD KEY_PASS KEY_ALIAS STORE_PASSWORD STORE_PASS UPLOAD_KEY RELEASE_KEY`)

// settingEndings are settings' words that are written as one word with what they belong to: COSMOSENDPOINT.
var settingEndings = []string{"ENDPOINT", "NAME"}

// siblingWords tell names from others of their kind; an environment does, too.
var siblingWords = set(`V RELEASE RELEASES SNAPSHOT NIGHTLY SOURCE SOURCES MAIN PRIMARY SECONDARY BACKUP MIRROR STAGING PROD PRODUCTION DEV DEVELOPMENT TEST
	EAST WEST NORTH SOUTH CENTRAL EU US CORE FRONTEND BACKEND AMD64 ARM64 X64 X86 AARCH64 LINUX WINDOWS MACOS ANDROID IOS
	MYSQL POSTGRES SQLITE`)

// formWords say in which form the file before them is stored, and askingWords begin the names of switches.
var (
	formWords   = set(`BASE64 B64 TARGZ`)
	askingWords = set(`IS HAS ENABLE DISABLE SKIP SHOULD`)
)

// handingPrefixes begin the names of variables by which a tool is given what the rest of the name says.
var handingPrefixes = [][]string{{"ORG", "GRADLE", "PROJECT"}, {"TF", "VAR"}}

// certificateWords are what the stores of phones' programs have one of for development and one for DISTRIBUTION, which is
// a setting where a network of caches is meant.
var certificateWords = set(`P12 PFX CERT CERTS CERTIFICATE CERTIFICATES KEY PROFILE PROVISIONING`)

// urlWords are the setting words that end the name of an address.
var urlWords = set(`URL URI`)

// endpointWords are the settings' words for an address, too.
var endpointWords = set(`ENDPOINT ENDPOINTS`)

// urlSecretWords beside one of urlWords say that the address holds a credential. Whoever writes to a chat of Slack or Discord
// by an address needs nothing else.
var urlSecretWords = set(`WEBHOOK HOOK REBUILD AUTH DSN CONNECTION DATABASE DB SLACK DISCORD`)

// publishedPrefixes begin the names of variables that a front-end build copies into the page.
var publishedPrefixes = [][]string{
	{"NEXT", "PUBLIC"}, {"NUXT", "PUBLIC"}, {"EXPO", "PUBLIC"}, {"REACT", "APP"}, {"VITE"}, {"GATSBY"}, {"VUE", "APP"}, {"STORYBOOK"},
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
