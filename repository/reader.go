package repository

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"strings"
	"sync"
)

// objectReader is one git process that answers for one object after the other. It is started when
// first asked: starting git takes longer than reading most files.
type objectReader struct {
	mutex sync.Mutex
	stop  func()
	in    io.WriteCloser
	out   *bufio.Reader
}

// ReadBlob reads one object of at most limit bytes. The errors are those of Blob.Err, and ctx's.
// It serves a few objects; EachBlob serves many.
func (r *Repository) ReadBlob(ctx context.Context, object string, limit int64) ([]byte, error) {
	return r.readObject(ctx, "blob", object, limit)
}

// maximumCommit is the largest commit that is read, in bytes.
const maximumCommit = 16 << 20

// Parents gives the parents that a commit names, whether or not they are there. The errors are those of
// ReadBlob; ErrNotBlob says that the object is no commit.
func (r *Repository) Parents(ctx context.Context, commit string) ([]string, error) {
	data, err := r.readObject(ctx, "commit", commit, maximumCommit)
	var parents []string
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if key == "parent" {
			parents = append(parents, value)
		} else if key != "tree" {
			break
		}
	}
	return parents, err
}

func (r *Repository) readObject(ctx context.Context, kind, object string, limit int64) ([]byte, error) {
	o := &r.reader
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if o.stop == nil {
		if err := o.start(r); err != nil {
			return nil, err
		}
	}
	interrupted := context.AfterFunc(ctx, o.stop)
	defer interrupted()
	_, err := io.WriteString(o.in, object+"\n")
	var blob Blob
	if err == nil {
		blob, err = readAnswer(o.out, kind, limit)
	}
	if err == nil {
		return blob.Data, blob.Err
	}
	o.end() // git gives up at a damaged object; the next one is for a new process
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, ErrCorrupt
}

func (o *objectReader) start(r *Repository) error {
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
		return &GitError{Command: "cat-file", Code: -1, cause: err}
	}
	o.in, o.out = stdin, bufio.NewReaderSize(stdout, 64<<10)
	o.stop = sync.OnceFunc(func() { finish(cancel, cmd, stdin) })
	return nil
}

// finish ends git and waits for it.
func finish(cancel func(), cmd *exec.Cmd, stdin io.Closer) {
	stdin.Close()
	cancel()
	_ = cmd.Wait() // it was told to end; how it does so says nothing
}

// end stops the process, if there is one.
func (o *objectReader) end() {
	if o.stop != nil {
		o.stop()
		o.stop = nil
	}
}

func (o *objectReader) close() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.end()
}
