// Package fashion embeds a part of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 12,000 training and 2,000 test images of 28 by 28 grey pixels, 1,200 and
// 200 of each of the ten classes.
//
// The images are copyright 2017 Zalando SE and under the MIT licence, in the file LICENSE beside this one; README.md says how they were chosen.
package fashion

import "embed"

//go:generate go run vae/data/fashion/gen /usr/share/datasets/fashion-mnist .

// Files holds the four IDX files, under MNIST's names.
//
//go:embed *.gz
var Files embed.FS

// License is the licence text of the images.
//
//go:embed LICENSE
var License string
