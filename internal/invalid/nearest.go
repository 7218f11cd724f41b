package invalid

// What somebody may have meant: the nearest name by edit distance.

import "slices"

// longestWord bounds the work for words that are no typing errors.
const longestWord = 64

// Nearest is the candidate that word was probably meant to be: the one with the fewest typing errors, if they are no more than
// one for each three letters (at least one), else "". Among equals it is the first.
func Nearest(word string, candidates []string) string {
	best, least := "", longestWord
	if len(word) > longestWord {
		return best
	}
	for _, c := range candidates {
		allowed := max(1, max(len(word), len(c))/3)
		if d := distance(word, c); d <= allowed && d < least {
			best, least = c, d
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and exchanges of neighbours that turn a into b: the optimal string
// alignment distance, the restricted form of Damerau's (1964). d[i][j] is the distance of the first i bytes of a from the first j of b.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1) // rows i-2 and i-1
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := slices.Clone(last)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
