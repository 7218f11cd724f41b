// Package pictures reads folders of PNG and JPEG files as data sets.
//
// The files of a folder and of those below it are taken in the order of their paths; where they lie in sub-folders, the first sub-folder's name is
// a picture's label. Sizes are looked at before a picture is unpacked.
package pictures

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Options say what becomes of the pictures.
type Options struct {
	Height, Width int // resized to; 0: as they are, all alike
	Channels      int // 1 grey, 3 red, green and blue; 0: as they are, all alike
}

// Folder is what was read: N pictures of H by W, each pixel a byte a channel.
type Folder struct {
	Shape  []int    // of a picture: [H W], or [H W 3]
	Pixels []byte   // [N, H, W, C], row-major
	Labels []string // of each picture; nil where none lies in a sub-folder
	Files  []string // paths within the folder
}

// maxDepth is how deep in a folder pictures are looked for.
const maxDepth = 4

// maxPixels bounds a data set: 16 GiB.
const maxPixels = 1 << 34

// Extension reports whether a file's name says that it is a picture.
func Extension(name string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg"}, strings.ToLower(path.Ext(name)))
}

// errFound ends a walk early.
var errFound = errors.New("found")

// maxLooked is how much is looked at to find the first picture: somebody's whole disk is no data set.
const maxLooked = 20000

// Any reports whether there is a picture in a folder.
func Any(files fs.FS) bool {
	return errors.Is(walk(files, maxLooked, func(string) error { return errFound }), errFound)
}

// walk calls f on every picture's path, in their order, until it has looked at so many files and folders. What begins with a dot is passed over.
func walk(files fs.FS, most int, f func(name string) error) error {
	return fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		hidden := name != "." && strings.HasPrefix(path.Base(name), ".")
		most--
		switch {
		case err != nil:
			return err
		case most < 0:
			return fs.SkipAll
		case e.IsDir() && (hidden || strings.Count(name, "/") >= maxDepth):
			return fs.SkipDir
		case e.IsDir() || hidden || !Extension(name):
			return nil
		}
		return f(name)
	})
}

// Read reads all pictures of a folder; shown names it in errors.
func Read(files fs.FS, shown string, o Options) (*Folder, error) {
	out := &Folder{}
	if err := walk(files, math.MaxInt, func(name string) error { out.Files = append(out.Files, name); return nil }); err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	if len(out.Files) == 0 {
		return nil, fmt.Errorf("%s: holds no .png, .jpg or .jpeg file", shown)
	}
	if err := out.label(shown); err != nil {
		return nil, err
	}
	for _, name := range out.Files {
		if err := out.add(files, name, o); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(shown, filepath.FromSlash(name)), err)
		}
	}
	return out, nil
}

// label takes labels from sub-folders.
func (f *Folder) label(shown string) error {
	var labels []string
	for _, name := range f.Files {
		if label, _, below := strings.Cut(name, "/"); below {
			labels = append(labels, label)
		}
	}
	if len(labels) > 0 && len(labels) < len(f.Files) {
		outside := slices.IndexFunc(f.Files, func(name string) bool { return !strings.Contains(name, "/") })
		return fmt.Errorf("%s: sub-folders are labels, and %s lies in none", shown, f.Files[outside])
	}
	f.Labels = labels
	return nil
}

// add reads one picture.
func (f *Folder) add(files fs.FS, name string, o Options) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	pixels, shape, err := Decode(raw, o)
	if err != nil {
		return err
	}
	if f.Shape == nil {
		f.Shape = shape
		if len(f.Files) > maxPixels/len(pixels) {
			return fmt.Errorf("%d pictures of %v are more than %d bytes; set data.size to something smaller", len(f.Files), shape, uint64(maxPixels))
		}
		f.Pixels = make([]byte, 0, len(f.Files)*len(pixels))
	}
	if !slices.Equal(f.Shape[:2], shape[:2]) {
		return fmt.Errorf("is %d by %d (height by width), expected %d by %d as %s; set data.size: [h, w]", shape[0], shape[1], f.Shape[0], f.Shape[1], f.Files[0])
	}
	if len(f.Shape) != len(shape) {
		return fmt.Errorf("is %s, and %s is %s; set data.channels to 1 or 3", colours(shape), f.Files[0], colours(f.Shape))
	}
	f.Pixels = append(f.Pixels, pixels...)
	return nil
}

func colours(shape []int) string {
	if len(shape) == 2 {
		return "grey"
	}
	return "coloured"
}
