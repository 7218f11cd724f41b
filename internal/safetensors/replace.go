package safetensors

import (
	"io"

	"vae/internal/atomicfile"
)

// WriteFile replaces path by the encoded file, whole or not at all, as atomicfile.Write does.
func WriteFile(path string, f *File) error {
	return atomicfile.Write(path, func(w io.Writer) error { return Write(w, f) })
}

// PrepareFile is WriteFile but for the last step: the file comes to its place by Commit.
func PrepareFile(path string, f *File) (*atomicfile.Pending, error) {
	return atomicfile.Prepare(path, func(w io.Writer) error { return Write(w, f) })
}
