package workflows

import (
	"path"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// kept is what scripts of a job have downloaded to files and nobody has looked at, by the file as a command would name it.
type kept map[string]*fetched

// fetched is a download to a file.
type fetched struct {
	host   string
	run    *actionlint.String // the script that has the command
	offset int
}

// maximumKept is more files than any job downloads.
const maximumKept = 100

// downloaders matches what downloads to files.
var downloaders = lazyregexp.New(`\b(?:curl|wget)\b|(?i:\b(?:iwr|invoke-webrequest)\b)`)

// runsKept follows a script: what it downloads to files unseen is kept, and the first such file that it runs is the result.
func (f *file) runsKept(run *actionlint.String, kept kept) *nhi.Download {
	if run == nil || len(kept) == 0 && !(strings.Contains(run.Value, "://") && downloaders().MatchString(run.Value)) {
		return nil
	}
	var first *fetched
	commands, _ := commandsOf(run.Value)
	for _, c := range commands {
		program := c.program()
		if len(program) == 0 {
			continue
		}
		switch name := path.Base(program[0]); {
		case slices.Contains(checkers, strings.ToLower(name)) || name == "gh" && slices.Contains(program, "attestation"):
			clear(kept)
		case downloaders().MatchString(name):
			f.keep(kept, run, c.offset, program)
		case slices.Contains(placers, name):
			kept.place(program)
		case first == nil:
			first = kept.runBy(program)
		}
	}
	if first == nil {
		return nil
	}
	return &nhi.Download{Host: first.host, Location: f.within(first.run, first.offset)}
}

// checkers compare what was downloaded with a checksum, or look for a signature of it.
var checkers = []string{"sha1sum", "sha256sum", "sha384sum", "sha512sum", "b2sum", "shasum", "md5sum", "gpg", "gpgv", "gpg2", "cosign", "minisign", "signify", "openssl", "get-filehash", "slsa-verifier"}

// placers put a file to another place.
var placers = []string{"mv", "cp", "install", "ln"}

// keep notes the file to which a command downloads what somebody else's server sends.
func (f *file) keep(kept kept, run *actionlint.String, offset int, program []string) {
	address := slices.IndexFunc(program, func(word string) bool {
		return strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "http://")
	})
	if address < 0 {
		return
	}
	to := targetOf(program, program[address])
	if to == "" {
		return
	}
	host := f.foreignHost(program[address])
	if host == "" || len(kept) == maximumKept {
		delete(kept, named(to))
		return
	}
	kept.put(to, &fetched{host, run, offset})
}

// outputOption matches the options of curl and PowerShell that a file follows, alone or behind others of one letter.
var outputOption = lazyregexp.New(`^(?:-[a-zA-Z]*o|--output|-OutFile|>)$`)

// targetOf is the file to which a command downloads, "" where it is not kept.
func targetOf(program []string, address string) string {
	remote := path.Base(strings.TrimRight(strings.SplitN(address, "?", 2)[0], "/"))
	wget := path.Base(program[0]) == "wget"
	for i, word := range program {
		short := strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--")
		switch {
		case i+1 < len(program) && (outputOption().MatchString(word) && !wget || wget && short && strings.HasSuffix(word, "O") || word == ">"):
			return program[i+1]
		case strings.HasPrefix(word, "--output=") || strings.HasPrefix(word, "--output-document="):
			_, file, _ := strings.Cut(word, "=")
			return file
		case word == "--output-document" && i+1 < len(program):
			return program[i+1]
		case word == "--remote-name", short && !wget && strings.Contains(word, "O"):
			return remote
		}
	}
	if wget {
		return remote
	}
	return ""
}

// named is a file as a command would have to name it: by a path, as the name alone is looked for among programs.
func named(file string) string {
	if strings.Contains(file, "/") {
		return file
	}
	return "./" + file
}

// put keeps a download by its file and, where that is in a folder of programs, by the name alone.
func (k kept) put(file string, download *fetched) {
	k[named(file)] = download
	if strings.HasSuffix(path.Dir(file), "bin") {
		k[path.Base(file)] = download
	}
}

// place follows a file to another place.
func (k kept) place(program []string) {
	if len(program) < 2 {
		return
	}
	to := program[len(program)-1]
	for _, word := range program[1 : len(program)-1] {
		download := k[named(word)]
		switch {
		case download == nil || len(k) >= maximumKept:
		case strings.HasSuffix(to, "/") || strings.HasSuffix(to, "bin"):
			k.put(path.Join(to, path.Base(word)), download)
		default:
			k.put(to, download)
		}
	}
}

// runBy is the download that a command runs, by its own name or as the script of an interpreter; nil for none.
func (k kept) runBy(program []string) *fetched {
	if download := k[program[0]]; download != nil {
		return download
	}
	if slices.Contains(interpreters, path.Base(program[0])) {
		return k[named(scriptIn(program))]
	}
	return nil
}
