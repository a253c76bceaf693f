package classify

import "strings"

// fileServices are the services by the ends of the paths of the files in which their own
// tools keep credentials, in lower case.
var fileServices = []struct{ suffix, service string }{
	{"/.npmrc", "npm"},
	{"/.yarnrc.yml", "npm"},
	{"/.pypirc", "PyPI"},
	{"/.gem/credentials", "RubyGems"},
	{"/.cargo/credentials", "crates.io"},
	{"/.cargo/credentials.toml", "crates.io"},
	{"/nuget.config", "NuGet"},
	{"/.docker/config.json", "Docker Hub"},
	{"/.dockercfg", "Docker Hub"},
	{"/.kube/config", "Kubernetes kubeconfig / SA token"},
	{"/kubeconfig", "Kubernetes kubeconfig / SA token"},
	{"/.aws/credentials", "AWS IAM access key"},
	{"/.s3cfg", "AWS IAM access key"},
	{"/.vault-token", "HashiCorp Vault"},
	{"/.terraformrc", "Terraform / HCP Terraform"},
	{"/credentials.tfrc.json", "Terraform / HCP Terraform"},
	{"/.pgpass", "PostgreSQL"},
	{"/.my.cnf", "MySQL / MariaDB"},
	{"/id_rsa", "GitHub deploy key / SSH key"},
	{"/id_ed25519", "GitHub deploy key / SSH key"},
	{"/id_ecdsa", "GitHub deploy key / SSH key"},
	{"/id_dsa", "GitHub deploy key / SSH key"},
}

// serviceOfFile is the service whose tool keeps its credentials in such a file, nil for any other.
func serviceOfFile(path string) *Service {
	path = "/" + strings.ToLower(path)
	for _, f := range fileServices {
		if strings.HasSuffix(path, f.suffix) {
			return serviceNamed(f.service)
		}
	}
	return nil
}
