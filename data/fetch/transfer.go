package fetch

// One file over one connection after the other.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// partName keeps parts of different addresses apart, for their compressed bytes may differ.
func partName(address string, f File) string {
	sum := sha256.Sum256([]byte(address))
	return f.Name + ".gz." + hex.EncodeToString(sum[:4]) + ".part"
}

// maxTransfers bounds how often a transfer is taken up, however little each brings.
const maxTransfers = 100

// refused is an answer that another attempt will not change.
type refused struct{ error }

// transfer brings all of an address into part, going on with what is there, and returns of how many parts it is made.
func (g Getter) transfer(ctx context.Context, address, part string, f File) (parts int, err error) {
	if info, err := os.Stat(part); err == nil && info.Size() > 0 {
		if f.verify(part) == nil {
			return 1, nil // all of it came, but the run ended before it was named
		}
		parts = 1
	}
	out, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return 0, err
	}
	pause, fruitless := g.Pause, 0
	for range maxTransfers {
		var brought int64
		if brought, err = g.once(ctx, address, out, f); err == nil {
			return parts + 1, errors.Join(out.Sync(), out.Close())
		}
		if brought > 0 {
			pause, fruitless = g.Pause, 0
			parts++
		} else {
			fruitless++
		}
		var final refused
		if errors.As(err, &final) || fruitless == g.Attempts || ctx.Err() != nil {
			break
		}
		g.Note(fmt.Sprintf("%s: %v; trying again", address, err))
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, time.Minute)
	}
	return parts, errors.Join(err, out.Close())
}

// once makes one request for what is missing, and returns how many bytes came.
func (g Getter) once(ctx context.Context, address string, out *os.File, f File) (int64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(g.Idle, func() { cancel(fmt.Errorf("nothing came for %v", g.Idle)) })
	defer watch.Stop()

	start, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, refused{err}
	}
	response, err := g.request(ctx, address, start)
	if err != nil {
		return 0, reason(ctx, err)
	}
	defer response.Body.Close()
	if start, err = begin(response, out, start); err != nil {
		return 0, err
	}
	total := int64(-1)
	if response.ContentLength >= 0 {
		total = start + response.ContentLength
	}
	limit := f.Size + f.Size/100 + 1<<16 // what cannot be compressed grows by less
	if total > limit {
		return 0, refused{fmt.Errorf("the server offers %d bytes for a file that has %d when unpacked", total, f.Size)}
	}
	body := &watched{response.Body, func(n int64) { watch.Reset(g.Idle); g.Progress(f.Name, start+n, total) }, 0}
	n, err := io.Copy(out, io.LimitReader(body, limit-start+1))
	if err != nil {
		return n, reason(ctx, fmt.Errorf("the transfer broke off after %d bytes: %w", start+n, err))
	}
	if start+n > limit {
		return n, refused{errors.Join(fmt.Errorf("more than %d bytes came for a file that has %d when unpacked", limit, f.Size), out.Truncate(0))}
	}
	return n, nil
}

// request asks for the bytes from start on.
func (g Getter) request(ctx context.Context, address string, start int64) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, refused{err}
	}
	r.Header.Set("Accept-Encoding", "identity") // the file's own compression, and no other
	if start > 0 {
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", start))
	}
	return g.Client.Do(r)
}

// begin looks at an answer and returns where in the file its bytes go.
func begin(r *http.Response, out *os.File, start int64) (int64, error) {
	restart := func() error {
		if err := out.Truncate(0); err != nil {
			return refused{err}
		}
		if _, err := out.Seek(0, io.SeekStart); err != nil {
			return refused{err}
		}
		return nil
	}
	switch {
	case r.StatusCode == http.StatusOK: // from the beginning, whatever was asked for
		return 0, restart()
	case r.StatusCode == http.StatusPartialContent && start > 0 && strings.HasPrefix(r.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", start)):
		return start, nil
	case r.StatusCode == http.StatusPartialContent:
		return 0, errors.Join(fmt.Errorf("the server sent the range %q, not the one from %d on", r.Header.Get("Content-Range"), start), restart())
	case r.StatusCode == http.StatusRequestedRangeNotSatisfiable && start > 0:
		return 0, errors.Join(errors.New("the server has less than was here already; beginning again"), restart())
	case r.StatusCode >= 500 || r.StatusCode == http.StatusTooManyRequests || r.StatusCode == http.StatusRequestTimeout:
		return 0, fmt.Errorf("the server answers %s", r.Status)
	}
	return 0, refused{fmt.Errorf("the server answers %s", r.Status)}
}

// reason prefers why a transfer was given up to how that shows.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// watched reports what is read.
type watched struct {
	r    io.Reader
	seen func(n int64)
	n    int64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n += int64(n)
	if n > 0 {
		w.seen(w.n)
	}
	return n, err
}
