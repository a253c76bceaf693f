package repository

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// catFile is a `git cat-file --batch`: a git process that answers for one object after the other.
type catFile struct {
	in   io.WriteCloser
	out  *bufio.Reader
	stop func() // ends the process, and waits for that
}

// readers are processes that wait for objects to read. Each serves one caller at a time, and then the next: starting
// git takes longer than reading most files.
type readers struct {
	mutex  sync.Mutex
	idle   []*catFile
	closed bool
}

// take gives a process that waits, or a new one.
func (p *readers) take(r *Repository) (*catFile, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if last := len(p.idle) - 1; last >= 0 {
		c := p.idle[last]
		p.idle = p.idle[:last]
		return c, nil
	}
	return startCatFile(r)
}

// giveBack lets a process wait for the next caller.
func (p *readers) giveBack(c *catFile) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.closed {
		c.stop()
		return
	}
	p.idle = append(p.idle, c)
}

// close ends the processes that wait.
func (p *readers) close() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.stop()
	}
	p.idle = nil
}

func startCatFile(r *Repository) (*catFile, error) {
	if r.gitDir == "" {
		return nil, errors.New("not a git repository")
	}
	ctx, cancel := context.WithCancel(context.Background()) // it lives as long as the repository is open
	cmd := r.command(ctx, "cat-file", "--batch")
	stdin, err := cmd.StdinPipe()
	var stdout io.ReadCloser
	if err == nil {
		stdout, err = cmd.StdoutPipe()
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, &GitError{Command: "cat-file", Code: -1, cause: err}
	}
	return &catFile{stdin, bufio.NewReaderSize(stdout, 64<<10), sync.OnceFunc(func() { finish(cancel, cmd, stdin) })}, nil
}

// finish ends git and waits for it.
func finish(cancel func(), cmd *exec.Cmd, stdin io.Closer) {
	stdin.Close()
	cancel()
	_ = cmd.Wait() // it was told to end; how it does so says nothing
}

// maximumAsked is how much is asked at once, in bytes: what a pipe holds everywhere, so that git never waits for us
// while we wait for it.
const maximumAsked = 4000

// object is what git says of an object that it was asked for.
type object struct {
	id string // "" where it is missing
	Blob
}

// errEnded says that git gave up before the last answer, as it does at a damaged object.
var errEnded = errors.New("git cat-file ended")

// ask has names answered in their order, by objects of a kind, "" for any. It calls yield with each, and tells how many it
// called it with. The errors are yield's, ctx's, that git cannot be started, and errEnded.
func (r *Repository) ask(ctx context.Context, names []string, kind string, limit int64, yield func(object) error) (done int, err error) {
	for next := range names {
		o, ok := r.readDirectly(names[next], kind, limit)
		if !ok {
			continue // together with those that follow
		}
		if answered, err := r.askGitFor(ctx, names[done:next], kind, limit, yield); err != nil {
			return done + answered, err
		}
		if err := ctx.Err(); err != nil {
			return next, err
		}
		if err := yield(o); err != nil {
			return next, err
		}
		done = next + 1
	}
	answered, err := r.askGitFor(ctx, names[done:], kind, limit, yield)
	return done + answered, err
}

// askGitFor is ask through git.
func (r *Repository) askGitFor(ctx context.Context, names []string, kind string, limit int64, yield func(object) error) (done int, err error) {
	if ctx.Err() != nil || len(names) == 0 {
		return 0, ctx.Err()
	}
	c, err := r.readers.take(r)
	if err != nil {
		return 0, err
	}
	release := context.AfterFunc(ctx, c.stop)
	for done < len(names) && err == nil {
		var answered int
		answered, err = c.ask(names[done:], kind, limit, yield)
		done += answered
	}
	if release() && err == nil {
		r.readers.giveBack(c)
		return done, nil
	}
	c.stop()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return done, err
}

// ask has as many of the names answered as may be asked at once.
func (c *catFile) ask(names []string, kind string, limit int64, yield func(object) error) (done int, err error) {
	var asked strings.Builder
	count := 0
	for count < len(names) && (count == 0 || asked.Len()+len(names[count]) < maximumAsked) {
		asked.WriteString(names[count])
		asked.WriteByte('\n')
		count++
	}
	if _, err := io.WriteString(c.in, asked.String()); err != nil {
		return 0, errEnded
	}
	for ; done < count; done++ {
		o, err := readAnswer(c.out, kind, limit)
		if err != nil {
			return done, errEnded
		}
		if err := yield(o); err != nil {
			return done, err
		}
	}
	return done, nil
}

// readAnswer reads one answer of cat-file --batch, for an object of a kind. Its error means that the
// stream has ended.
func readAnswer(in *bufio.Reader, kind string, limit int64) (object, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return object{}, err
	}
	line = strings.TrimSuffix(line, "\n")
	if strings.HasSuffix(line, " missing") || strings.HasSuffix(line, " ambiguous") {
		return object{Blob: Blob{Err: ErrMissing}}, nil
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return object{}, errors.New("git cat-file: unexpected answer")
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return object{}, errors.New("git cat-file: unexpected answer")
	}
	o := object{id: fields[0], Blob: Blob{Size: size}}
	switch {
	case kind != "" && fields[1] != kind:
		o.Err = ErrNotBlob
	case size > limit:
		o.Err = fmt.Errorf("%w: %d bytes", ErrTooLarge, size)
	}
	if o.Err != nil {
		_, err := io.CopyN(io.Discard, in, size+1)
		return o, err
	}
	data := make([]byte, size+1) // with the newline that ends it
	if _, err := io.ReadFull(in, data); err != nil {
		return object{}, err
	}
	o.Data = data[:size:size]
	return o, nil
}

// ReadBlob reads one object of at most limit bytes. The errors are those of Blob.Err, and ctx's.
func (r *Repository) ReadBlob(ctx context.Context, object string, limit int64) ([]byte, error) {
	return r.readObject(ctx, "blob", object, limit)
}

func (r *Repository) readObject(ctx context.Context, kind, name string, limit int64) (data []byte, err error) {
	_, askErr := r.ask(ctx, []string{name}, kind, limit, func(o object) error {
		data, err = o.Data, o.Err
		return nil
	})
	if errors.Is(askErr, errEnded) {
		return nil, r.unreadable()
	}
	if askErr != nil {
		return nil, askErr
	}
	return data, err
}
