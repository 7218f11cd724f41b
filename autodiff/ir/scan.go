package ir

import (
	"fmt"
	"strconv"
	"strings"
)

// scanner cuts one line of program text into tokens: quoted strings, single punctuation marks, and words. An empty token is the end.
type scanner struct {
	rest string
	err  error // the first mistake
}

const punctuation = "=(),:[]{}"

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *scanner) failf(format string, args ...any) { s.fail(fmt.Errorf(format, args...)) }

// length is the length of the token at the start of rest, which has no space before it.
func (s *scanner) length() int {
	if s.rest == "" {
		return 0
	}
	if s.rest[0] == '"' {
		q, err := strconv.QuotedPrefix(s.rest)
		if err != nil {
			s.failf("a string does not end: %.40s", s.rest)
			return len(s.rest)
		}
		return len(q)
	}
	if i := strings.IndexAny(s.rest, punctuation+" \t\""); i >= 0 {
		return max(i, 1)
	}
	return len(s.rest)
}

// peek returns the next token without taking it.
func (s *scanner) peek() string {
	s.rest = strings.TrimLeft(s.rest, " \t")
	return s.rest[:s.length()]
}

// next takes a token.
func (s *scanner) next() string {
	token := s.peek()
	s.rest = s.rest[len(token):]
	return token
}

// accept takes the token if it is this one.
func (s *scanner) accept(token string) bool {
	if s.peek() != token {
		return false
	}
	s.next()
	return true
}

func (s *scanner) expect(token string) {
	if got := s.next(); got != token {
		s.failf("expected %s, found %q", token, got)
	}
}

func (s *scanner) end() {
	if got := s.peek(); got != "" {
		s.failf("unexpected %q", got)
	}
}

// isWord reports whether a token is neither the end, nor punctuation, nor a string.
func isWord(token string) bool { return token != "" && !strings.Contains(punctuation+"\"", token[:1]) }

// quoted takes a string in quotes and returns what it says.
func (s *scanner) quoted() string {
	token := s.next()
	text, err := strconv.Unquote(token)
	if err != nil || token[0] != '"' {
		s.failf("expected a name in quotes, found %q", token)
	}
	return text
}

// name takes a plain word or a string in quotes.
func (s *scanner) name() string {
	if token := s.peek(); isWord(token) {
		return s.next()
	}
	return s.quoted()
}

func (s *scanner) int() int {
	token := s.next()
	n, err := strconv.Atoi(token)
	if err != nil {
		s.failf("expected a whole number, found %q", token)
	}
	return n
}

// ints takes whole numbers up to the closing mark.
func (s *scanner) ints(closing string) []int {
	out := []int{}
	for !s.accept(closing) && s.err == nil {
		out = append(out, s.int())
	}
	return out
}

// floats takes numbers up to the closing mark.
func (s *scanner) floats(closing string) []float64 {
	var out []float64
	for !s.accept(closing) && s.err == nil {
		token := s.next()
		x, err := strconv.ParseFloat(token, 64)
		if err != nil {
			s.failf("expected a number, found %q", token)
		}
		out = append(out, x)
	}
	return out
}
