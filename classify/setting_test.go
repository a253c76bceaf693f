package classify

import "testing"

// TestSetting gives names that hold a setting and no credential, and such as may hold one.
func TestSetting(t *testing.T) {
	for name, want := range map[string]bool{
		"CACHE_VERSION": true, "BUILDS_PATH": true, "WORKER_IP": true, "GPU_PRIORITY_VAL": true, "CHECK_SERVERS_LIST": true,
		"RESTREAM_CLIENTID": true, "DEPLOY_HOST": true, "NOTIFY_EMAILS": true, "deployPath": true, "CLUSTER_NAME_EAST": true,
		"IMAGE_PREFIX": true, "ACME_LOKALIZE_PROJECT_CORE": true, "BOT_IDENTIFIER": true, "CHALK_PUBLIC_KEY": true, "SIGN_CLI_CERT_NAME": true, "SIGN_CERT_PROFILE": true,
		"STS_API_URL": true, "BASE_URL": true, "SLACK_API_URL": false, "API_URL_TOKEN": false, "DEPLOY_TO": true, "PHONE_NUMBER": true, "LICENSE_NUMBER": false,
		"PUBLIC_KEY_SECRET": false, "PUBLIC_PRIVATE_KEY": false, "CERT": false, "CERT_DATA": false, "NOTIFY_ENDPOINT": false,
		"TOKENNAME1": true, "PLUGIN_CERTIFICATE_CHAIN": true, "TESTS_ZPUB": true, "IOS_PROVISION_PROFILE_BASE64": true, "CHATGPT_API_BASE": true,
		"SKIP_UPLOAD": true, "IS_TOKEN": false, "ENABLE_PASSWORD": false, "APP_CONFIG_BASE64": false, "CERTIFICATE_BASE64": false, "TF_VAR_region": true,
		"": false, "_": false, "PROD": false, "FOO": false, "DOTENV": false, "PROD_ENV": false, "APP_CONFIG": false, "SITE_URL": false,
		"TOKEN_LIST": false, "KEY_PATH": false, "SECRET_NAME": false, "SESSION_ID": false, "WEBHOOK_PATH": false, "SERVICE_ACCOUNT": false,
	} {
		if got := Setting(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
