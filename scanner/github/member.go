package github

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// members reads who belongs to the organisation. The list is given only when all of it came: else
// somebody who is not in it would seem to have left.
func (r *reader) members(ctx context.Context) []nhi.Member {
	const source = "members"
	owners, complete := r.accounts(ctx, orgMembers, "role=admin")
	ordinary, also := r.accounts(ctx, orgMembers, "role=member")
	outside, outsideToo := r.accounts(ctx, orgOutside, "")
	if !complete || !also || !outsideToo {
		return nil
	}
	unsafe, known := r.accounts(ctx, orgTwoFactor, "")
	members := []nhi.Member{}
	for _, role := range []struct {
		name nhi.AccountRole
		list []account
	}{{nhi.RoleOwner, owners}, {nhi.RoleMember, ordinary}, {nhi.RoleOutside, outside}} {
		for _, a := range role.list {
			m := nhi.Member{Login: clean(a.Login), Kind: kindOf(a), Role: role.name, TwoFactor: nhi.Absent[bool](nhi.ReasonNotPermitted, source)}
			switch {
			case m.Kind == nhi.AccountBot || role.name == nhi.RoleOutside:
				m.TwoFactor = nhi.Absent[bool](nhi.ReasonNotSupported, source)
			case known:
				m.TwoFactor = nhi.Observed(!slices.Contains(unsafe, a), source)
			}
			members = append(members, m)
		}
	}
	nhi.Sort(members, func(a, b nhi.Member) int { return cmp.Compare(strings.ToLower(a.Login), strings.ToLower(b.Login)) })
	return members
}

func (r *reader) accounts(ctx context.Context, s *Surface, filter string) ([]account, bool) {
	path := r.path(s)
	if filter != "" {
		path += "?" + filter
	}
	found, err := items[account](ctx, r, api.List{Path: path})
	if answered(err, http.StatusUnprocessableEntity) {
		err = refusedByGitHub // to whom the filter is not given
	}
	if err != nil {
		r.refuse(s, "", err)
	}
	return found, err == nil
}

// kindOf tells machine users that GitHub knows as such from people.
func kindOf(a account) nhi.AccountKind {
	if a.Type == "Bot" || strings.HasSuffix(a.Login, "[bot]") {
		return nhi.AccountBot
	}
	return nhi.AccountUser
}
