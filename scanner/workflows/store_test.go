package workflows_test

import "testing"

func TestOtherStore(t *testing.T) {
	for step, want := range map[string]bool{
		"run: s3cmd --host=nyc3.digitaloceanspaces.com put a s3://b":                      true,
		"run: aws s3 cp a s3://b --endpoint-url https://x.r2.cloudflarestorage.com":       true,
		"run: aws s3 cp a s3://b --endpoint-url=$ENDPOINT":                                true,
		"run: aws s3 cp a s3://b --endpoint-url https://s3.eu-west-1.amazonaws.com":       false,
		"run: mc alias set x http://minio:9000":                                           true,
		"run: aws s3 cp a s3://b":                                                         false,
		"run: echo notdigitaloceanspaces.com.example":                                     false,
		"{uses: x/upload@v1, with: {endpoint: 'https://s3.us-west-002.backblazeb2.com'}}": true,
		"{uses: x/upload@v1, with: {region: us-east-1}}":                                  false,
		"{run: aws s3 ls, env: {AWS_ENDPOINT_URL: '${{ vars.ENDPOINT }}'}}":               true,
		"{run: aws s3 ls, env: {HOST: s3.wasabisys.com}}":                                 true,
		"{run: aws s3 ls, env: {AWS_REGION: eu-west-1}}":                                  false,
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - "+step+"\n")
		if got := seen.Workflows[0].Jobs[0].Steps[0].OtherStore; got != want {
			t.Errorf("%s: %v, want %v", step, got, want)
		}
	}
}
