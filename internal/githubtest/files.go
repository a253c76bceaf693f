package githubtest

// file is what the repository's files say at the path of the request.
func (w *World) file(x exchange) (any, bool) { return nil, false }

// repositoryPath is the path of the repository with the id; "" when there is none.
func (w *World) repositoryPath(id string) string { return "" }
