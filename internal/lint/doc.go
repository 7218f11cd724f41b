// Package lint holds the rules of this repository that the Go compiler cannot: which package may know of which, and the house rules on
// size, names and words. It has tests only; they parse the tree without type checking, and take well under a second.
package lint
