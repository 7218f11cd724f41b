package data

// A folder of PNG and JPEG files as a data set. Where it has the folders train and test, they are the two parts.

import (
	"io/fs"
	"path/filepath"
	"slices"

	"vae/data/pictures"
)

// readPictures reads one folder, or two that are called train and test.
func readPictures(r reading, p place) (*Collection, error) {
	trainPlace, testPlace := p.below("train"), p.below("test")
	if trainPlace == nil || testPlace == nil {
		all, err := r.readPicturesAt(p)
		if err != nil {
			return nil, err
		}
		return r.collectPictures(p, all, nil)
	}
	train, err := r.readPicturesAt(*trainPlace)
	if err != nil {
		return nil, err
	}
	test, err := r.readPicturesAt(*testPlace)
	if err != nil {
		return nil, err
	}
	return r.collectPictures(p, train, test)
}

// below is a folder with pictures in a folder, or nil.
func (p place) below(name string) *place {
	files, err := fs.Sub(p.files, name)
	if info, bad := fs.Stat(p.files, name); err != nil || bad != nil || !info.IsDir() || !pictures.Any(files) {
		return nil
	}
	return &place{files, filepath.Join(p.shown, name)}
}

func (r reading) readPicturesAt(p place) (*pictures.Folder, error) {
	o := pictures.Options{Channels: r.Channels}
	if len(r.Size) == 2 {
		o.Height, o.Width = r.Size[0], r.Size[1]
	}
	return pictures.Read(p.files, p.shown, o)
}

// collectPictures makes sets; test may be nil.
func (r reading) collectPictures(p place, all, test *pictures.Folder) (*Collection, error) {
	cells := all.Labels
	if test != nil && test.Labels != nil && cells != nil {
		cells = slices.Concat(cells, test.Labels)
	}
	labels, classes := classify(cells, r.classes)
	train, err := FromBytes(r.name, "train", all.Shape, all.Pixels, head(labels, len(all.Files)))
	if err != nil {
		return nil, err
	}
	var testSet *Set
	if test != nil {
		rest := tail(labels, len(all.Files))
		if len(rest) == 0 {
			rest = nil
		}
		if testSet, err = FromBytes(r.name, "test", test.Shape, test.Pixels, rest); err != nil {
			return nil, err
		}
	}
	c, err := r.collect(p.shown, train, testSet)
	if err == nil {
		c.Classes = classes
	}
	return c, err
}
