package safetensors

// The digest: SHA-256 over the whole file, length and header included, with the 64 hexadecimal digits of the digest itself
// replaced by zeros.

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"
)

// zeroDigest stands where the digest will be.
var zeroDigest = strings.Repeat("0", 2*sha256.Size)

// newDigest starts a digest with the length and the header; at is where the digest's digits begin in them, negative if nowhere.
func newDigest(head []byte, at int) hash.Hash {
	h := sha256.New()
	if at < 0 {
		h.Write(head)
		return h
	}
	h.Write(head[:at])
	h.Write([]byte(zeroDigest))
	h.Write(head[at+len(zeroDigest):])
	return h
}

func hexDigest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
