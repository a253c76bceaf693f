package githubtest

import (
	"fmt"
	"time"
)

// NewLarge makes a world with the organisation "acme" and as many repositories as are asked for, in
// the mixture of a large company. Of a hundred, 30 are archived, 40 have workflows, 20 of which read
// secrets, 15 have environments, 20 in all, 20 have Dependabot configured, 10 a deploy key and 10 a
// webhook. The repositories share most of their objects.
func NewLarge(repositories int) *World {
	world := NewWorld()
	org := world.Organization("acme", Fields{"public_repos": 0, "total_private_repos": repositories})
	for i := range 150 {
		org.Member(fmt.Sprintf("person-%03d", i), "member", true, nil)
	}
	for i := range 40 {
		org.Secret("actions", fmt.Sprintf("SHARED_%02d", i), Fields{"updated_at": start.AddDate(0, -i, 0)})
	}
	for i := range repositories {
		addLarge(org, i)
	}
	return world
}

var (
	largeSecrets = []Fields{{"name": "DEPLOY_KEY", "updated_at": start.AddDate(-1, 0, 0)}, {"name": "NPM_TOKEN", "updated_at": start.AddDate(0, -2, 0)}}
	largeHooks   = []Fields{{"name": "web", "active": true, "events": []string{"push"}, "config": Fields{"url": "https://ci.example.com/hook", "insecure_ssl": "0"}}}
	largeRuns    = []Fields{{"path": ".github/workflows/deploy.yml", "event": "push", "status": "completed", "conclusion": "success",
		"run_started_at": start.AddDate(0, 0, -3), "created_at": start.AddDate(0, 0, -3)}}
)

const (
	largeCheck  = "on: push\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n"
	largeDeploy = "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: make deploy\n" +
		"        env:\n          KEY: ${{ secrets.DEPLOY_KEY }}\n"
)

func addLarge(org *Organization, i int) {
	pushed := start.Add(-time.Duration(i) * time.Hour)
	r := org.Repository(fmt.Sprintf("service-%05d", i), Fields{
		"archived": i%10 >= 7, "pushed_at": pushed, "updated_at": pushed, "created_at": start.AddDate(-3, 0, 0),
	})
	digit := i % 10
	if digit < 4 {
		r.File(".github/workflows/check.yml", largeCheck)
	}
	if digit < 2 {
		r.File(".github/workflows/deploy.yml", largeDeploy)
		r.List("actions/secrets", largeSecrets...)
		r.List("actions/runs", largeRuns...)
	}
	if digit == 0 || i%20 == 1 {
		r.Environment("production", nil).List("secrets", largeSecrets[:1]...)
	}
	if i%20 == 0 {
		r.Environment("staging", nil).List("secrets", largeSecrets[:1]...)
	}
	if digit == 0 || digit == 3 {
		r.File(".github/dependabot.yml", "version: 2\n")
		r.List("dependabot/secrets", largeSecrets[1:]...)
	}
	if digit == 2 {
		key := PublicKey(i) // no two repositories may have the same
		r.List("keys", Fields{"title": "deploy", "key": key, "read_only": true, "verified": true})
	}
	if digit == 5 {
		r.List("hooks", largeHooks...)
	}
}
